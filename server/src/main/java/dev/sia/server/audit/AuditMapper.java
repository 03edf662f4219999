package dev.sia.server.audit;

import dev.sia.server.event.Actor;
import dev.sia.server.event.Origin;
import dev.sia.server.organization.OrganizationId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.jspecify.annotations.Nullable;

/** SQL of the audit; changes with events are inserted by {@code event}, together with these. */
public interface AuditMapper {
    @Insert("""
            insert into audit_entry (organization_id, id, at, action, outcome, actor, address, request_id, subject_id)
            values (#{organizationId}, #{id}, #{at}, #{origin.operation}, 'allowed', #{actor}, #{origin.address},
                #{origin.requestId}, #{subjectId})
            """)
    void insertChange(
            @Param("organizationId") OrganizationId organizationId,
            @Param("id") UUID id,
            @Param("at") Instant at,
            @Param("actor") Actor actor,
            @Param("origin") Origin origin,
            @Param("subjectId") @Nullable UUID subjectId);

    /** Nothing is inserted for an organization that does not exist. */
    @Insert("""
            <script>
            insert into audit_entry (organization_id, id, at, action, outcome, actor, address, request_id, agent_id, code,
                count, first_at)
            select organization.id, denial.id, denial.at, denial.action, 'denied', denial.actor, denial.address,
                denial.request_id, denial.agent_id, denial.code, denial.count, denial.first_at
            from organization, (values
            <foreach collection="denials" item="denial" separator=",">
                (#{denial.id}::uuid, #{denial.at}::timestamptz, #{denial.action}::text, #{denial.actor}::jsonb,
                #{denial.address}::text, #{denial.requestId}::uuid, #{denial.agentId}::uuid, #{denial.code}::text,
                #{denial.count}::bigint, #{denial.firstAt}::timestamptz)
            </foreach>) denial (id, at, action, actor, address, request_id, agent_id, code, count, first_at)
            where organization.id = #{organizationId}
            </script>
            """)
    int insertDenials(
            @Param("organizationId") OrganizationId organizationId, @Param("denials") List<AuditEntry> denials);

    /** Entries of the filter among the newest so many between two ids. */
    @Select("""
            <script>
            select id, at, action, outcome, actor, address, request_id, job_id, agent_id, queue, subject_id, event_number,
                code, count, first_at
            from (
                select * from audit_entry
                where organization_id = #{organizationId} and id &lt; #{before} and id &gt;= #{from}
                order by id desc limit #{lookedAt}) newest
            <where>
                <if test="filter.actorId != null">and actor->>'id' = #{filter.actorId}</if>
                <if test="filter.action != null">and action = #{filter.action}</if>
                <if test="filter.outcome != null">and outcome = #{filter.outcome}</if>
                <if test="filter.jobId != null">and job_id = #{filter.jobId}</if>
                <if test="filter.agentId != null">and agent_id = #{filter.agentId}</if>
            </where>
            order by id desc limit #{limit}
            </script>
            """)
    List<AuditEntry> list(
            @Param("organizationId") OrganizationId organizationId,
            @Param("filter") AuditFilter filter,
            @Param("before") UUID before,
            @Param("from") UUID from,
            @Param("lookedAt") int lookedAt,
            @Param("limit") int limit);

    /** The last of so many entries, when there are more of them than that. */
    @Select("""
            select id from audit_entry
            where organization_id = #{organizationId} and id < #{before} and id >= #{from}
            order by id desc offset #{lookedAt} - 1 limit 1
            """)
    Optional<UUID> lastLookedAt(
            @Param("organizationId") OrganizationId organizationId,
            @Param("before") UUID before,
            @Param("from") UUID from,
            @Param("lookedAt") int lookedAt);

    @Delete("""
            delete from audit_entry where ctid = any (array(
                select ctid from audit_entry where at < #{before} limit #{limit} for update skip locked))
            """)
    int remove(@Param("before") Instant before, @Param("limit") int limit);
}
