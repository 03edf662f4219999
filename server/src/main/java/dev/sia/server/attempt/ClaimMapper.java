package dev.sia.server.attempt;

import dev.sia.server.agent.AgentId;
import dev.sia.server.job.JobId;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.queue.QueueName;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** SQL of giving jobs to agents. */
public interface ClaimMapper {
    /** What an agent must be to be given a job: connected, not draining, not resting, with a free slot. */
    String FREE = """

            a.organization_id = #{organizationId} and a.status = 'online' and a.node_id is not null
                and a.busy_slots < a.capacity and a.drain_requested_at is null and not a.session_draining
                and (a.rests_until is null or a.rests_until <= now())
            """;

    /** Queues that give out jobs, in no order; a pause that is over counts as ended. Locked until the transaction ends. */
    @Select("""
            select name from (select * from queue where organization_id = #{organizationId} order by name for update) q
            where paused_at is null or paused_until <= now()
            """)
    List<QueueName> lockOpenQueues(OrganizationId organizationId);

    /** How many more jobs the organization may have running; null for no limit. */
    @Select("""
            select o.max_running_jobs - (
                select count(*) from attempt t where t.organization_id = o.id and t.status in ('offered', 'running'))
            from organization o where o.id = #{organizationId} and o.max_running_jobs is not null
            """)
    @Nullable
    Integer room(OrganizationId organizationId);

    /**
     * The first job of a queue that some agent can take now, with the least busy such agent. The waiting jobs with the same
     * labels are looked at through their first one, so that jobs that no agent can take cost nothing, however many they
     * are. An agent that failed the job before is taken when there is no other.
     */
    @Select("""
            with recursive wanted (labels) as (
                (select min(j.labels) from job j
                 where j.organization_id = #{organizationId} and j.queue = #{queue} and j.status = 'queued'
                     and j.workflow_started)
                union all
                select (select min(j.labels) from job j
                        where j.organization_id = #{organizationId} and j.queue = #{queue} and j.status = 'queued'
                            and j.workflow_started and j.labels > wanted.labels)
                from wanted where wanted.labels is not null)
            select head.id as job_id, candidate.agent_id from wanted
            cross join lateral (
                select j.id, j.priority, j.rank, j.avoid_agent_id from job j
                where j.organization_id = #{organizationId} and j.queue = #{queue} and j.status = 'queued'
                    and j.workflow_started and j.labels = wanted.labels
                order by j.priority desc, j.rank limit 1) head
            cross join lateral (
                select coalesce(
                    (select a.id from agent a where """ + FREE + """
                        and a.labels @> wanted.labels and a.id is distinct from head.avoid_agent_id
                     order by a.busy_slots, a.id limit 1),
                    (select a.id from agent a where """ + FREE + """
                        and a.labels @> wanted.labels and a.id = head.avoid_agent_id)) as agent_id) candidate
            where candidate.agent_id is not null
            order by head.priority desc, head.rank limit 1
            """)
    Optional<Match> firstMatch(@Param("organizationId") OrganizationId organizationId, @Param("queue") QueueName queue);

    /** Stores the attempt in the agent's lowest free slot; 0 when it has none. */
    @Insert("""
            insert into attempt (id, organization_id, job_id, number, agent_id, slot, lease, status, offer_expires_at)
            select #{claim.id}, #{claim.organizationId}, #{claim.jobId}, #{claim.number}, #{claim.agentId}, free.slot,
                #{claim.lease}, 'offered', now() + #{claim.offerSeconds} * interval '1 second'
            from (
                select min(s) as slot from agent a, generate_series(1, a.capacity) s
                where a.id = #{claim.agentId} and not exists (
                    select 1 from attempt t
                    where t.agent_id = a.id and t.slot = s and t.status in ('offered', 'running'))) free
            where free.slot is not null
            """)
    int insert(@Param("claim") Claim claim);

    /** Takes one of the agent's places; where it is now, unless it has none left or is not to be given jobs any longer. */
    @Select(affectData = true, value = """
                    update agent a set busy_slots = a.busy_slots + 1
                    where a.id = #{agentId} and """ + FREE + """
                    returning a.node_id
                    """)
    Optional<String> occupy(@Param("organizationId") OrganizationId organizationId, @Param("agentId") AgentId agentId);

    /** Gives one of the agent's places back, and notes what the attempt said about the agent. */
    @Update("""
            update agent set busy_slots = busy_slots - 1,
                consecutive_failures = case #{vacated}
                    when 'well' then 0 when 'failed' then consecutive_failures + 1 else consecutive_failures end,
                rests_until = case #{vacated} when 'declined' then now() + interval '2 seconds' else rests_until end
            where id = #{agentId}
            """)
    void vacate(@Param("agentId") AgentId agentId, @Param("vacated") Vacated vacated);

    /** Organizations that have waiting jobs and an agent online. */
    @Select("""
            select o.id from organization o
            where exists (select 1 from job j where j.organization_id = o.id and j.status = 'queued')
                and exists (select 1 from agent a where a.organization_id = o.id and a.node_id is not null)
            """)
    List<UUID> organizationsToServe();

    /** A job and the agent that can take it. */
    record Match(JobId jobId, AgentId agentId) {}

    /** An attempt about to be offered. */
    record Claim(
            AttemptId id,
            OrganizationId organizationId,
            JobId jobId,
            int number,
            AgentId agentId,
            Lease lease,
            long offerSeconds) {}
}
