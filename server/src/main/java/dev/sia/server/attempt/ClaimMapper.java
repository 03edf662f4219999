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
import org.jspecify.annotations.Nullable;

/** SQL of giving jobs to agents. */
public interface ClaimMapper {
    /**
     * The first job of a queue that some agent can take now, with the least busy such agent; the job stays locked. An agent
     * whose offer was withdrawn just now is left alone for a moment: one that declines everything, or says nothing, shall
     * neither run in circles nor stand before the others.
     */
    @Select("""
            with declined as (
                select e.agent_id from organization o
                join event e on e.organization_id = o.id and e.number > o.last_event_number - 200
                where o.id = #{organizationId} and e.type = 'attempt_withdrawn' and e.at > now() - interval '2 seconds'),
            able as materialized (
                select a.id, a.labels, load.busy from agent a
                cross join lateral (
                    select count(*) as busy from attempt t
                    where t.agent_id = a.id and t.status in ('offered', 'running')) load
                where a.organization_id = #{organizationId} and a.status = 'online' and load.busy < a.capacity
                    and not exists (select 1 from declined where declined.agent_id = a.id))
            select j.id as job_id, candidate.id as agent_id
            from job j
            cross join lateral (
                select able.id from able where able.labels @> j.labels order by able.busy, able.id limit 1) candidate
            where j.organization_id = #{organizationId} and j.queue = #{queue} and j.status = 'queued'
                and exists (select 1 from able)
            order by j.priority desc, j.rank limit 1
            for no key update of j
            """)
    Optional<Match> firstMatch(@Param("organizationId") OrganizationId organizationId, @Param("queue") QueueName queue);

    /** Locks the agent; its lowest free slot, null when it has none or went offline. */
    @Select("""
            select (select min(s) from generate_series(1, a.capacity) s
                    where not exists (select 1 from attempt t
                        where t.agent_id = a.id and t.slot = s and t.status in ('offered', 'running')))
            from agent a where a.id = #{agentId} and a.status = 'online' for update
            """)
    @Nullable
    Integer freeSlot(AgentId agentId);

    @Insert("""
            insert into attempt (id, organization_id, job_id, number, agent_id, slot, lease, status, offer_expires_at)
            values (#{claim.id}, #{claim.organizationId}, #{claim.jobId}, #{claim.number}, #{claim.agentId},
                #{claim.slot}, #{claim.lease}, 'offered', now() + #{claim.offerSeconds} * interval '1 second')
            """)
    void insert(@Param("claim") Claim claim);

    /** Organizations that have waiting jobs and an agent online. */
    @Select("""
            select o.id from organization o
            where exists (select 1 from job j where j.organization_id = o.id and j.status = 'queued')
                and exists (select 1 from agent a where a.organization_id = o.id and a.status = 'online')
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
            int slot,
            Lease lease,
            long offerSeconds) {}
}
