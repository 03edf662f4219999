package dev.sia.server.scheduling;

import dev.sia.server.organization.OrganizationId;
import dev.sia.server.scheduling.WaitingFacts.Fleet;
import dev.sia.server.scheduling.WaitingFacts.Load;
import dev.sia.server.scheduling.WaitingFacts.RecentWork;
import java.util.List;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;

/** SQL of the facts behind an explanation. Only reads. */
public interface SchedulingMapper {
    @Select("""
            with fleet as (
                select a.capacity, coalesce(load.busy, 0) as busy,
                    a.labels @> #{labels} as able,
                    a.status = 'online' and a.node_id is not null as connected,
                    a.drain_requested_at is not null or a.session_draining as draining,
                    case when a.rests_until > now() then a.rests_until end as rests_until
                from agent a
                left join (
                    select agent_id, count(*)::integer as busy from attempt
                    where organization_id = #{organizationId} and status in ('offered', 'running')
                    group by agent_id) load on load.agent_id = a.id
                where a.organization_id = #{organizationId} and a.removed_at is null),
            serving as (
                select *, greatest(capacity - busy, 0) as places from fleet where connected and able and not draining)
            select (select count(*) from fleet) as agents,
                (select count(*) from fleet where connected) as connected,
                (select count(*) from fleet where connected and able) as able,
                (select count(*) from fleet where not connected and able) as able_offline,
                count(*) as serving,
                coalesce(sum(capacity), 0) as slots,
                coalesce(sum(places), 0) as free_slots,
                coalesce(sum(places) filter (where rests_until is null), 0) as ready_slots,
                min(rests_until) filter (where places > 0) as rests_until
            from serving
            """)
    Fleet fleet(@Param("organizationId") OrganizationId organizationId, @Param("labels") List<String> labels);

    /** Those of the labels that no connected agent has. */
    @Select("""
            select wanted.label from unnest(#{labels}) wanted (label)
            where not exists (
                select 1 from agent a
                where a.organization_id = #{organizationId} and a.removed_at is null and a.status = 'online'
                    and a.node_id is not null and a.labels @> array[wanted.label])
            order by wanted.label
            """)
    List<String> labelsNobodyHas(
            @Param("organizationId") OrganizationId organizationId, @Param("labels") List<String> labels);

    @Select("""
            select o.max_running_jobs, (
                select count(*) from attempt t
                where t.organization_id = o.id and t.status in ('offered', 'running')) as running
            from organization o where o.id = #{organizationId}
            """)
    Load load(OrganizationId organizationId);

    /** Attempts that ran to an end in the last 24 hours, the latest of them when they are many. */
    @Select("""
            select count(*) as attempts, percentile_cont(0.5) within group (order by seconds) as median_seconds
            from (
                select extract(epoch from ended_at - accepted_at) as seconds from attempt
                where organization_id = #{organizationId} and ended_at > now() - interval '24 hours'
                    and accepted_at is not null and status in ('succeeded', 'failed')
                order by ended_at desc limit 500) recent
            """)
    RecentWork recentWork(OrganizationId organizationId);
}
