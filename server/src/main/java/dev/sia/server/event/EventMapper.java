package dev.sia.server.event;

import dev.sia.server.organization.OrganizationId;
import java.util.List;
import java.util.UUID;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.jspecify.annotations.Nullable;

/** SQL of events. */
public interface EventMapper {
    /**
     * Appends the events under the next numbers, in their order; the organization's row stays locked until the transaction
     * ends. What they tell of changes that somebody made goes into the audit, too: its rows belong to {@code audit}, but here they
     * cost no statement of their own. Returns the number of the last one.
     */
    @Select(affectData = true, value = """
                    <script>
                    with head as (
                        update organization set last_event_number = last_event_number + #{count} where id = #{organizationId}
                        returning last_event_number),
                    appended as (
                        insert into event (organization_id, number, type, actor, job_id, agent_id, attempt, queue,
                            job_status, attempt_status, agent_status, cancellation_stage, step, step_state, reason)
                        select #{organizationId}, head.last_event_number - #{count} + added.place, added.type, added.actor,
                            added.job_id, added.agent_id, added.attempt, added.queue, added.job_status, added.attempt_status,
                            added.agent_status, added.cancellation_stage, added.step, added.step_state, added.reason
                        from head, (values
                        <foreach collection="events" item="event" index="index" separator=",">
                            (#{index}::int + 1, #{event.type}::text, #{event.actor}::jsonb, #{event.jobId}::uuid,
                            #{event.agentId}::uuid, #{event.attempt}::int, #{event.queue}::text,
                            #{event.jobStatus}::text, #{event.attemptStatus}::text, #{event.agentStatus}::text,
                            #{event.cancellationStage}::text, #{event.step}::text, #{event.stepState}::text,
                            #{event.reason}::text)
                        </foreach>) added (place, type, actor, job_id, agent_id, attempt, queue, job_status,
                            attempt_status, agent_status, cancellation_stage, step, step_state, reason))
                    <if test="!changes.isEmpty()">, audited as (
                        insert into audit_entry (organization_id, id, at, action, outcome, actor, address, request_id,
                            job_id, agent_id, queue, event_number)
                        select #{organizationId}, change.id, change.at, change.action, 'allowed', change.actor,
                            change.address, change.request_id, change.job_id, change.agent_id, change.queue,
                            head.last_event_number - #{count} + change.place
                        from head, (values
                        <foreach collection="changes" item="change" separator=",">
                            (#{change.id}::uuid, #{change.at}::timestamptz, #{change.place}::int, #{change.origin.operation}::text,
                            #{change.event.actor}::jsonb, #{change.origin.address}::text,
                            #{change.origin.requestId}::uuid, #{change.event.jobId}::uuid,
                            #{change.event.agentId}::uuid, #{change.event.queue}::text)
                        </foreach>) change (id, at, place, action, actor, address, request_id, job_id, agent_id, queue))
                    </if>
                    select last_event_number from head
                    </script>
                    """)
    long append(
            @Param("organizationId") OrganizationId organizationId,
            @Param("events") List<NewEvent> events,
            @Param("count") int count,
            @Param("changes") List<AuditedChange> changes);

    @Select("""
            <script>
            select * from event
            where organization_id = #{organizationId} and number &gt; #{after} and number &lt;= #{to}
                <if test="filter.jobId != null">and job_id = #{filter.jobId}</if>
                <if test="filter.types != null">and type in
                    <foreach collection="filter.types" item="type" open="(" separator="," close=")">#{type}</foreach></if>
            order by number limit #{limit}
            </script>
            """)
    List<Event> between(
            @Param("organizationId") OrganizationId organizationId,
            @Param("filter") EventFilter filter,
            @Param("after") long after,
            @Param("to") long to,
            @Param("limit") int limit);

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

    @Select("""
            select * from (
                select * from event
                where organization_id = #{organizationId} and queue = #{queue}
                    and type in ('queue_paused', 'queue_resumed', 'job_moved', 'job_updated')
                order by number desc limit #{limit}) last
            order by number
            """)
    List<Event> lastOfQueue(
            @Param("organizationId") OrganizationId organizationId,
            @Param("queue") String queue,
            @Param("limit") int limit);
}
