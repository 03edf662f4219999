package dev.sia.server.timeline;

import dev.sia.server.job.JobId;
import dev.sia.server.organization.OrganizationId;
import java.util.List;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;

/** SQL of timelines. */
public interface TimelineMapper {
    /** An offer that was withdrawn leaves no attempt behind, so its number tells no durations until it is used again. */
    @Select("""
            with fact as (
                select e.* from event e
                where e.job_id = #{job} and e.organization_id = #{organization}
                    and e.number > #{after} and e.number <= #{last}
                union all
                select e.* from attempt t join event e on e.agent_id = t.agent_id
                where t.job_id = #{job} and e.organization_id = #{organization} and e.job_id is null
                    and e.type in ('agent_status_changed', 'agent_removed') and e.number > #{after} and e.number <= #{last}
                    and e.at > t.offered_at and e.at < coalesce(t.ended_at, 'infinity'))
            select f.number, f.type, f.at, f.actor, f.attempt, f.agent_id, a.name as agent_name, f.queue, f.job_status,
                f.attempt_status, f.agent_status, f.cancellation_stage, f.step, f.step_state, f.reason,
                case when d.took is not null then greatest(0, extract(epoch from d.took) * 1000)::bigint end
                    as duration_millis
            from fact f
                left join agent a on a.id = f.agent_id
                left join attempt t on t.job_id = f.job_id and t.number = f.attempt
                left join attempt_step s on s.attempt_id = t.id and s.step = f.step
                cross join lateral (select case
                    when f.type = 'attempt_step_changed' and f.step_state <> 'started' then s.ended_at - s.started_at
                    when f.type = 'attempt_status_changed' and f.attempt_status = 'running'
                        then t.accepted_at - t.offered_at
                    when f.type = 'attempt_status_changed' and f.attempt_status <> 'offered'
                        then t.ended_at - coalesce(t.accepted_at, t.offered_at)
                    when f.type = 'job_status_changed' and f.job_status = 'in_progress' then f.at - (
                        select q.at from event q where q.job_id = f.job_id and q.type = 'job_queued' and q.number < f.number
                        order by q.number desc limit 1)
                    end as took) d
            order by f.number limit #{limit}
            """)
    List<TimelineEntry> entries(
            @Param("organization") OrganizationId organization,
            @Param("job") JobId job,
            @Param("after") long after,
            @Param("last") long last,
            @Param("limit") int limit);
}
