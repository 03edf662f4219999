package dev.sia.server.queue;

import dev.sia.server.event.Actor;
import dev.sia.server.organization.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** SQL of queues. */
public interface QueueMapper {
    @Insert("""
            insert into queue (organization_id, name)
            values (#{organizationId}, 'rework'), (#{organizationId}, 'backlog') on conflict do nothing
            """)
    void create(OrganizationId organizationId);

    @Select(affectData = true, value = """
                    update queue set last_rank = last_rank + #{count}
                    where organization_id = #{organizationId} and name = #{name} returning last_rank - #{count} + 1
                    """)
    long nextEnds(
            @Param("organizationId") OrganizationId organizationId,
            @Param("name") QueueName name,
            @Param("count") int count);

    @Select(affectData = true, value = """
                    update queue set first_rank = first_rank - 1
                    where organization_id = #{organizationId} and name = #{name} returning first_rank
                    """)
    long nextHead(@Param("organizationId") OrganizationId organizationId, @Param("name") QueueName name);

    /** Locks one queue until the transaction ends and gives it a new version. */
    @Select(affectData = true, value = """
                    update queue set version = version + 1
                    where organization_id = #{organizationId} and name = #{name} returning version
                    """)
    long countChange(@Param("organizationId") OrganizationId organizationId, @Param("name") QueueName name);

    /** Locks both queues of an organization until the transaction ends, always in the same order. */
    @Select("select name from queue where organization_id = #{organizationId} order by name for update")
    List<QueueName> lock(OrganizationId organizationId);

    /** Its version; the row stays locked until the transaction ends. */
    @Select("""
            select version, paused_at is not null as paused, coalesce(paused_until <= now(), false) as pause_over
            from queue where organization_id = #{organizationId} and name = #{name} for update
            """)
    Optional<QueueState> lockOne(@Param("organizationId") OrganizationId organizationId, @Param("name") QueueName name);

    @Update("""
            update queue set version = version + 1, paused_at = now(), paused_by = #{by}, paused_note = #{note},
                paused_until = #{until}
            where organization_id = #{organizationId} and name = #{name}
            """)
    void pause(
            @Param("organizationId") OrganizationId organizationId,
            @Param("name") QueueName name,
            @Param("by") Actor by,
            @Param("note") @Nullable String note,
            @Param("until") @Nullable Instant until);

    @Update("""
            update queue set version = version + 1, paused_at = null, paused_by = null, paused_note = null,
                paused_until = null
            where organization_id = #{organizationId} and name = #{name}
            """)
    void resume(@Param("organizationId") OrganizationId organizationId, @Param("name") QueueName name);

    @Select("select organization_id, name from queue where paused_until <= now() limit 100")
    List<QueueKey> pausesThatAreOver();

    @Select("""
            select q.name, q.version,
                (select count(*) from job j
                 where j.organization_id = q.organization_id and j.queue = q.name and j.status = 'queued') as queued_count,
                (select count(*) from attempt a join job j on j.id = a.job_id
                 where a.organization_id = q.organization_id and j.queue = q.name
                     and a.status in ('offered', 'running')) as running_count,
                p.at as paused_at, p.by as paused_by, p.note as paused_note, p.until as paused_until
            from queue q
            left join lateral (
                select q.paused_at as at, q.paused_by as by, q.paused_note as note, q.paused_until as until
                where q.paused_until is null or q.paused_until > now()) p on true
            where q.organization_id = #{organizationId} order by q.name desc
            """)
    List<QueueOverview> overview(OrganizationId organizationId);

    /** Each priority is a range of the index of its own: however far behind the place is, what is before it is not read. */
    @Select("""
            select (
                    select count(*) from job ahead
                    where ahead.organization_id = #{organizationId} and ahead.queue = #{name}
                        and ahead.status = 'queued' and ahead.priority > #{after.priority})
                + (
                    select count(*) from job ahead
                    where ahead.organization_id = #{organizationId} and ahead.queue = #{name}
                        and ahead.status = 'queued' and ahead.priority = #{after.priority}
                        and ahead.rank <= #{after.rank})
                + row_number() over (order by page.priority desc, page.rank) as position,
                page.*
            from (
                select waiting.* from unnest(array[3, 2, 1, 0]) level
                cross join lateral (
                    select id as job_id, title, priority, rank, labels, queued_at from job
                    where organization_id = #{organizationId} and queue = #{name} and status = 'queued'
                        and priority = level::smallint and level <= #{after.priority}
                        and rank > case level when #{after.priority} then #{after.rank} else '-Infinity'::numeric end
                    order by rank limit #{limit}) waiting
                order by waiting.priority desc, waiting.rank limit #{limit}
            ) page
            order by position
            """)
    List<QueuedJob> queued(
            @Param("organizationId") OrganizationId organizationId,
            @Param("name") QueueName name,
            @Param("after") QueuePlace after,
            @Param("limit") int limit);

    /** From 1, see the function; one more than {@code most} when it is beyond. */
    @Select("""
            select queue_position(organization_id, queue, priority, rank, #{most}) from job
            where organization_id = #{organizationId} and id = #{jobId} and status = 'queued'
            """)
    @Nullable
    Integer position(
            @Param("organizationId") OrganizationId organizationId,
            @Param("jobId") UUID jobId,
            @Param("most") int most);

    /** A queue of some organization. */
    record QueueKey(OrganizationId organizationId, QueueName name) {}

    /**
     * What decides about changes of a queue.
     *
     * @param pauseOver its pause has come to its end without anybody having noted it
     */
    record QueueState(long version, boolean paused, boolean pauseOver) {
        boolean isPausedNow() {
            return paused && !pauseOver;
        }
    }
}
