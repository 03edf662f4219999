package dev.sia.server.attempt;

import dev.sia.server.agent.AgentId;
import dev.sia.server.job.JobId;
import dev.sia.server.job.Step;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.queue.QueueName;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;

/** SQL of attempts as agents, readers and workflows need it; claiming is in {@link ClaimMapper}. */
public interface AttemptMapper {
    String WITH_AGENT = "select t.*, a.name as agent_name from attempt t join agent a on a.id = t.agent_id ";

    @Select(WITH_AGENT + "where t.id = #{id} for update of t")
    Optional<Attempt> lock(AttemptId id);

    /** In the order in which others lock several. */
    @Select(WITH_AGENT + "where t.id = any(#{ids}) order by t.id for no key update of t")
    List<Attempt> lockAll(@Param("ids") List<AttemptId> ids);

    @Select(WITH_AGENT + "where t.id = #{id}")
    Optional<Attempt> find(AttemptId id);

    @Select(WITH_AGENT + "where t.id = any(#{ids})")
    List<Attempt> findAll(@Param("ids") List<AttemptId> ids);

    @Select(WITH_AGENT + "where t.job_id = #{jobId} order by t.number desc limit 1")
    Optional<Attempt> latest(JobId jobId);

    @Select(WITH_AGENT + "where t.job_id = #{jobId} and t.number = #{number}")
    Optional<Attempt> numbered(@Param("jobId") JobId jobId, @Param("number") int number);

    @Select("select node_id from agent where id = #{agentId} and node_id is not null")
    Optional<String> nodeOf(AgentId agentId);

    @Select(WITH_AGENT + "where t.agent_id = #{agentId} and t.status in ('offered', 'running') order by t.id")
    List<Attempt> liveOf(AgentId agentId);

    @Select("""
            select t.job_id, j.title, t.number, t.status, t.current_step, t.agent_id, a.name as agent_name, t.offered_at
            from attempt t join job j on j.id = t.job_id join agent a on a.id = t.agent_id
            where t.organization_id = #{organizationId} and t.status in ('offered', 'running') and j.queue = #{queue}
            order by t.offered_at limit #{limit}
            """)
    List<RunningAttempt> running(
            @Param("organizationId") OrganizationId organizationId,
            @Param("queue") QueueName queue,
            @Param("limit") int limit);

    @Select("""
            select step, state, started_at, ended_at, exit_code from attempt_step
            where attempt_id = #{id} order by started_at, step
            """)
    List<AttemptStep> steps(AttemptId id);

    @Select("select * from attempt_step where attempt_id = any(#{ids}) order by attempt_id, started_at, step")
    List<StepOfAttempt> stepsOf(@Param("ids") List<AttemptId> ids);

    @Update("""
            update attempt set status = 'running', accepted_at = now(), last_progress_at = now(),
                lease_expires_at = now() + #{leaseSeconds} * interval '1 second'
            where id = #{id}
            """)
    void accept(@Param("id") AttemptId id, @Param("leaseSeconds") long leaseSeconds);

    /** Leaves out attempts that somebody else has locked: a lease outlives many renewals, and nobody waits for it. */
    @Update("""
            update attempt set lease_expires_at = now() + #{leaseSeconds} * interval '1 second'
            where id in (
                select id from attempt where agent_id = any(#{agents}) and status = 'running'
                order by id for no key update skip locked)
            """)
    void renewLeases(@Param("agents") List<AgentId> agents, @Param("leaseSeconds") long leaseSeconds);

    @Select("""
            select h.id, h.attempt_id as attempt, h.text, coalesce(h.actor ->> 'name', '') as author
            from hint h join attempt t on t.id = h.attempt_id
            where t.agent_id = #{agentId} and t.status = 'running' and h.delivered_at is null
            order by h.id limit 64
            """)
    List<AttemptHint> openHintsOf(AgentId agentId);

    /** Returns 0 when it is delivered already, or no hint for this attempt. */
    @Update("update hint set delivered_at = now() where id = #{hint} and attempt_id = #{id} and delivered_at is null")
    int setHintDelivered(@Param("id") AttemptId id, @Param("hint") UUID hint);

    @Delete("delete from attempt where id = #{id}")
    void delete(AttemptId id);

    @Update("""
            update attempt set status = #{end.status}, failure = #{end.failure}, publication = #{end.publication},
                log_complete = #{end.logComplete}, ended_at = now(), lease_expires_at = null
            where id = #{id}
            """)
    void end(@Param("id") AttemptId id, @Param("end") AttemptEnd end);

    /** Stores a step's state; returns 0 when it is stored already. */
    @Insert("""
            insert into attempt_step (attempt_id, step, state, started_at, ended_at, exit_code)
            values (#{id}, #{step.step}, #{step.state}, #{step.startedAt}, #{step.endedAt}, #{step.exitCode})
            on conflict (attempt_id, step) do update
                set state = excluded.state, ended_at = excluded.ended_at, exit_code = excluded.exit_code
                where attempt_step.state = 'started' and excluded.state <> 'started'
            """)
    int upsertStep(@Param("id") AttemptId id, @Param("step") AttemptStep step);

    @Update("""
            update attempt set current_step = #{step}, last_progress_at = now(),
                step_started_at = case when #{running} then now() end
            where id = #{id}
            """)
    void setCurrentStep(@Param("id") AttemptId id, @Param("step") Step step, @Param("running") boolean running);

    /** Remembers the waiting activity; returns 0 when the attempt is not live. */
    @Update("""
            update attempt set task_token = #{taskToken} where id = #{id} and status in ('offered', 'running')
            """)
    int setTaskToken(@Param("id") AttemptId id, @Param("taskToken") byte[] taskToken);

    /** Live attempts of a node's agents that an activity has been waiting for since a while. */
    @Select("""
            select t.id, t.organization_id, t.job_id, t.number, t.task_token, t.current_step, t.last_log_seq
            from attempt t join agent a on a.id = t.agent_id
            where a.node_id = #{nodeId} and t.status in ('offered', 'running') and t.task_token is not null
                and t.offered_at < now() - #{ageSeconds} * interval '1 second'
            order by t.id limit 5000
            """)
    List<OpenActivity> openActivities(@Param("nodeId") String nodeId, @Param("ageSeconds") long ageSeconds);

    /** Forgets the waiting activity, unless another one waits by now; returns 0 then. */
    @Update("update attempt set task_token = null where id = #{id} and task_token = #{taskToken}")
    int clearTaskToken(@Param("id") AttemptId id, @Param("taskToken") byte[] taskToken);

    @Update("update attempt set concluded = true where id = #{id}")
    void setConcluded(AttemptId id);

    @Select("select id from attempt where status = 'offered' and offer_expires_at < now() limit 100")
    List<AttemptId> expiredOffers();

    @Select("select id from attempt where status = 'running' and lease_expires_at < now() limit 100")
    List<AttemptId> expiredLeases();

    @Select("select coalesce(lease_expires_at < now(), false) from attempt where id = #{id}")
    boolean isLeaseExpired(AttemptId id);

    /** Attempts that run on although their agent should have stopped them by itself. */
    @Select("""
            select t.id from attempt t join job j on j.id = t.job_id
            where t.status = 'running'
                and t.accepted_at + (j.attempt_timeout_seconds + #{slackSeconds}) * interval '1 second' < now()
            limit 100
            """)
    List<AttemptId> overdue(long slackSeconds);

    /** Attempts whose step runs on although their agent should have stopped it by itself. */
    @Select("""
            select t.id from attempt t join job j on j.id = t.job_id
            where t.status = 'running'
                and t.step_started_at + (j.step_timeout_seconds + #{slackSeconds}) * interval '1 second' < now()
            limit 100
            """)
    List<AttemptId> overdueSteps(long slackSeconds);

    /** Attempts that run on although the time for all attempts of their job is over. */
    @Select("""
            select t.id from attempt t join job j on j.id = t.job_id
            where t.status = 'running' and j.job_timeout_seconds is not null and (
                select min(f.accepted_at) from attempt f where f.job_id = j.id and f.number > j.attempts_before)
                + (j.job_timeout_seconds + #{slackSeconds}) * interval '1 second' < now()
            limit 100
            """)
    List<AttemptId> overdueJobs(long slackSeconds);

    /** Waiting jobs whose time ran out between two attempts. */
    @Select("""
            select j.id from job j
            where j.status = 'queued' and j.job_timeout_seconds is not null and (
                select min(f.accepted_at) from attempt f where f.job_id = j.id and f.number > j.attempts_before)
                + j.job_timeout_seconds * interval '1 second' <= now()
            limit 100
            """)
    List<JobId> queuedPastTheirTime();

    /** Whether the same step still runs for too long, asked again under the lock. */
    @Select("""
            select coalesce(
                t.step_started_at + (j.step_timeout_seconds + #{slackSeconds}) * interval '1 second' < now(), false)
            from attempt t join job j on j.id = t.job_id where t.id = #{id}
            """)
    boolean isStepOverdue(@Param("id") AttemptId id, @Param("slackSeconds") long slackSeconds);

    /** Attempts of a job after the one with this number, the first one first. */
    @Select(WITH_AGENT + "where t.job_id = #{jobId} and t.number > #{after} order by t.number limit #{limit}")
    List<Attempt> ofJobAfter(@Param("jobId") JobId jobId, @Param("after") int after, @Param("limit") int limit);

    /** Attempts whose steps and log have stood still. */
    @Select("""
            select id from attempt
            where status = 'running' and last_progress_at < now() - #{seconds} * interval '1 second' limit 100
            """)
    List<AttemptId> stuck(long seconds);

    @Select("""
            select coalesce(last_progress_at < now() - #{seconds} * interval '1 second', false)
            from attempt where id = #{id}
            """)
    boolean isStuck(@Param("id") AttemptId id, @Param("seconds") long seconds);

    /** Jobs whose attempt ended a while ago without the workflow having moved them on, and that nobody has woken yet. */
    @Select("""
            select t.job_id, t.organization_id, t.number from attempt t join job j on j.id = t.job_id
            where j.status = 'in_progress' and not t.concluded and t.ended_at < now() - interval '30 seconds'
                and not exists (select 1 from outbox o where o.job_id = t.job_id)
            limit 100
            """)
    List<Unconcluded> unconcluded();

    /** A job that its ended attempt has not moved on. */
    record Unconcluded(JobId jobId, OrganizationId organizationId, int number) {}
}
