package dev.sia.server.queue;

import dev.sia.server.organization.OrganizationId;
import java.util.List;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
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

    @Select("""
            select q.name,
                (select count(*) from job j
                 where j.organization_id = q.organization_id and j.queue = q.name and j.status = 'queued') as queued_count,
                (select count(*) from attempt a join job j on j.id = a.job_id
                 where a.organization_id = q.organization_id and j.queue = q.name
                     and a.status in ('offered', 'running')) as running_count
            from queue q where q.organization_id = #{organizationId} order by q.name desc
            """)
    List<QueueOverview> overview(OrganizationId organizationId);

    @Select("""
            select row_number() over (order by priority desc, rank) + #{skip} as position,
                id as job_id, title, priority, labels, queued_at
            from (
                select * from job
                where organization_id = #{organizationId} and queue = #{name} and status = 'queued'
                order by priority desc, rank offset #{skip} limit #{limit}
            ) page
            order by position
            """)
    List<QueuedJob> queued(
            @Param("organizationId") OrganizationId organizationId,
            @Param("name") QueueName name,
            @Param("skip") int skip,
            @Param("limit") int limit);

    @Select("""
            select 1 + count(ahead.id) from job me
            left join job ahead on ahead.organization_id = me.organization_id and ahead.queue = me.queue
                and ahead.status = 'queued'
                and (ahead.priority > me.priority or (ahead.priority = me.priority and ahead.rank < me.rank))
            where me.organization_id = #{organizationId} and me.id = #{jobId} and me.status = 'queued'
            group by me.id
            """)
    @Nullable
    Integer position(@Param("organizationId") OrganizationId organizationId, @Param("jobId") java.util.UUID jobId);
}
