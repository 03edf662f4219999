package dev.sia.server.job;

import dev.sia.server.organization.OrganizationId;
import dev.sia.server.queue.QueueName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** SQL of jobs. */
public interface JobMapper {
    /** Stores jobs under consecutive ranks from {@code firstRank}. */
    @Insert("""
            <script>
            insert into job (id, organization_id, title, prompt, repository_url, base_branch, work_branch, steps, labels,
                priority, queue, rank, status, attempt_timeout_seconds, step_timeout_seconds, job_timeout_seconds,
                max_attempts, retry_on, created_by)
            values
            <foreach collection="jobs" item="job" index="index" separator=",">
                (#{job.id}, #{job.organizationId}, #{job.title}, #{job.prompt}, #{job.repositoryUrl},
                #{job.baseBranch}, #{job.workBranch}, #{job.steps}, #{job.labels}, #{job.priority}, #{job.queue},
                #{firstRank} + #{index}::int, 'queued', #{job.attemptTimeoutSeconds}, #{job.stepTimeoutSeconds}::int,
                #{job.jobTimeoutSeconds}::int, #{job.maxAttempts}, #{job.retryOn}, #{job.createdBy})
            </foreach>
            </script>
            """)
    void insert(@Param("jobs") List<NewJob> jobs, @Param("firstRank") long firstRank);

    @Select("select * from job where organization_id = #{organizationId} and id = #{id}")
    Optional<Job> find(@Param("organizationId") OrganizationId organizationId, @Param("id") JobId id);

    @Select("""
            select *, case status when 'queued' then queue_position(organization_id, queue, priority, rank, #{most}) end as counted
            from job where organization_id = #{organizationId} and id = #{id}
            """)
    Optional<PlacedJob> findPlaced(
            @Param("organizationId") OrganizationId organizationId, @Param("id") JobId id, @Param("most") int most);

    @Select("select * from job where id = any(#{ids})")
    List<Job> findAll(@Param("ids") List<JobId> ids);

    @Select("select * from job where id = #{id}")
    Optional<Job> findById(JobId id);

    /** Lets others insert rows that refer to the job meanwhile, or they would wait for it while holding their own locks. */
    @Select("select * from job where id = #{id} for no key update")
    Optional<Job> lock(JobId id);

    @Select("""
            <script>
            select * from job where organization_id = #{organizationId}
            <if test="!query.statuses.isEmpty()">and status = any(#{query.statuses})</if>
            <choose>
              <when test="query.newestFirst">
                <if test="query.after != null">and id &lt; #{query.after}</if> order by id desc
              </when>
              <otherwise>
                <if test="query.after != null">and id &gt; #{query.after}</if> order by id
              </otherwise>
            </choose>
            limit #{query.limit}
            </script>
            """)
    List<JobSummary> list(@Param("organizationId") OrganizationId organizationId, @Param("query") JobQuery query);

    @Update("""
            update job set cancellation = #{cancellation}, version = version + 1, updated_at = now() where id = #{id}
            """)
    void setCancellation(@Param("id") JobId id, @Param("cancellation") Cancellation cancellation);

    @Select(affectData = true, value = """
                    update job set status = #{status}, attempt_count = attempt_count + 1,
                        version = version + 1, updated_at = now()
                    where id = #{id} and status = 'queued' returning *
                    """)
    Optional<Job> assign(@Param("id") JobId id, @Param("status") JobStatus status);

    /** Takes {@link #assign} back in the same transaction. */
    @Update("""
            update job set status = 'queued', attempt_count = attempt_count - 1, version = version - 1 where id = #{id}
            """)
    void unassign(JobId id);

    @Update("update job set attempt_count = #{attemptCount} where id = #{id}")
    void setAttemptCount(@Param("id") JobId id, @Param("attemptCount") int attemptCount);

    @Update("""
            update job set started_at = coalesce(started_at, now()), version = version + 1, updated_at = now()
            where id = #{id}
            """)
    void markStarted(JobId id);

    @Update("""
            update job set status = 'queued', rank = #{rank}, attempt_count = #{attemptCount},
                avoid_agent_id = #{avoidAgentId}, queued_at = now(), version = version + 1, updated_at = now()
            where id = #{id}
            """)
    void requeue(
            @Param("id") JobId id,
            @Param("rank") long rank,
            @Param("attemptCount") int attemptCount,
            @Param("avoidAgentId") @Nullable UUID avoidAgentId);

    @Update("""
            update job set title = #{terms.title}, prompt = #{terms.prompt}, labels = #{terms.labels},
                priority = #{terms.priority}, attempt_timeout_seconds = #{terms.attemptTimeoutSeconds},
                step_timeout_seconds = #{terms.stepTimeoutSeconds}, job_timeout_seconds = #{terms.jobTimeoutSeconds},
                max_attempts = #{terms.maxAttempts}, retry_on = #{terms.retryOn},
                version = version + 1, updated_at = now()
            where id = #{id}
            """)
    void update(@Param("id") JobId id, @Param("terms") JobTerms terms);

    /** For a job whose priority has changed: places are unique for each priority. */
    @Update("update job set rank = #{rank} where id = #{id}")
    void setRank(@Param("id") JobId id, @Param("rank") long rank);

    /** A person wants it to be worked on again: all that earlier attempts came to is over, but for what was published. */
    @Update("""
            update job set status = 'queued', queue = #{queue}, rank = #{rank}, prompt = #{prompt}, queued_at = now(),
                attempts_before = attempt_count, avoid_agent_id = null, failure = null, cancellation = null,
                finished_at = null, workflow_started = false, workflow_error = null, version = version + 1,
                updated_at = now()
            where id = #{id}
            """)
    void queueAgain(
            @Param("id") JobId id,
            @Param("queue") QueueName queue,
            @Param("rank") long rank,
            @Param("prompt") String prompt);

    @Update("""
            update job set status = #{status}, finished_at = now(), version = version + 1, updated_at = now()
            where id = #{id}
            """)
    void finish(@Param("id") JobId id, @Param("status") JobStatus status);

    /** When an agent first took the job since a person queued it last. */
    @Select("""
            select min(t.accepted_at) from job j join attempt t on t.job_id = j.id and t.number > j.attempts_before
            where j.id = #{id} having min(t.accepted_at) is not null
            """)
    Optional<Instant> firstAccepted(JobId id);

    @Select("""
            select coalesce((
                select min(t.accepted_at) from attempt t where t.job_id = j.id and t.number > j.attempts_before)
                + j.job_timeout_seconds * interval '1 second' <= now(), false)
            from job j where j.id = #{id}
            """)
    boolean isTimeUp(JobId id);

    @Update("""
            update job set status = #{end.status}, publication = coalesce(#{end.publication}, publication),
                failure = #{end.failure},
                cancellation = #{end.cancellation}, finished_at = now(), version = version + 1, updated_at = now()
            where id = #{id}
            """)
    void end(@Param("id") JobId id, @Param("end") JobEnd end);

    @Select(affectData = true, value = """
                    update job set workflow_started = true, workflow_error = null
                    where id = any(#{ids}) and (not workflow_started or workflow_error is not null)
                    returning organization_id
                    """)
    List<OrganizationId> markWorkflowsStarted(@Param("ids") List<UUID> ids);

    @Update("update job set workflow_error = #{error} where id = #{id} and not workflow_started")
    void setWorkflowError(@Param("id") JobId id, @Param("error") String error);

    @Select("""
            select id from job where status in ('queued', 'in_progress') and id > #{after} order by id limit #{limit}
            """)
    List<JobId> unfinishedAfter(@Param("after") JobId after, @Param("limit") int limit);

    /** What the keys were used for; those that were never used are missing. */
    @Select("""
            select caller, key, request_hash, job_id from idempotency_key
            where organization_id = #{organizationId}
                and (caller, key) in (select * from unnest(#{callers}::text[], #{keys}::text[]))
            """)
    List<IdempotentRequest> findIdempotent(
            @Param("organizationId") OrganizationId organizationId,
            @Param("callers") List<String> callers,
            @Param("keys") List<String> keys);

    @Insert("""
            insert into idempotency_key (organization_id, caller, key, request_hash, job_id)
            values (#{organizationId}, #{request.caller}, #{request.key}, #{request.requestHash}, #{request.jobId})
            """)
    void insertIdempotent(
            @Param("organizationId") OrganizationId organizationId, @Param("request") IdempotentRequest request);

    @Delete("delete from idempotency_key where created_at < now() - interval '48 hours'")
    int deleteOldIdempotencyKeys();
}
