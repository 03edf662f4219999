package dev.sia.server.event;

import dev.sia.server.organization.OrganizationId;
import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.jspecify.annotations.Nullable;

/** SQL of events. */
public interface EventMapper {
    /** Takes the next number; the organization's row stays locked until the transaction ends. */
    @Select(affectData = true, value = """
                    update organization set last_event_number = last_event_number + 1 where id = #{organizationId}
                    returning last_event_number
                    """)
    long nextNumber(OrganizationId organizationId);

    @Insert("""
            insert into event (organization_id, number, type, actor, job_id, agent_id, attempt, queue, job_status,
                attempt_status, agent_status, cancellation_stage, step, step_state, reason)
            values (#{organizationId}, #{number}, #{event.type}, #{event.actor}, #{event.jobId}, #{event.agentId},
                #{event.attempt}, #{event.queue}, #{event.jobStatus}, #{event.attemptStatus}, #{event.agentStatus},
                #{event.cancellationStage}, #{event.step}, #{event.stepState}, #{event.reason})
            """)
    void insert(
            @Param("organizationId") OrganizationId organizationId,
            @Param("number") long number,
            @Param("event") NewEvent event);

    @Select("select last_event_number from organization where id = #{organizationId}")
    @Nullable
    Long head(OrganizationId organizationId);

    @Select("""
            select * from event where organization_id = #{organizationId} and number > #{after}
            order by number limit #{limit}
            """)
    List<Event> after(
            @Param("organizationId") OrganizationId organizationId,
            @Param("after") long after,
            @Param("limit") int limit);

    @Select("""
            select * from event where organization_id = #{organizationId} and job_id = #{jobId} and number > #{after}
            order by number limit #{limit}
            """)
    List<Event> ofJobAfter(
            @Param("organizationId") OrganizationId organizationId,
            @Param("jobId") UUID jobId,
            @Param("after") long after,
            @Param("limit") int limit);
}
