package dev.sia.server.agent;

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

/** SQL of agents and enrolment tokens; their sessions are in {@link PresenceMapper}. */
public interface AgentMapper {
    /** What people see as its status: the row tells apart only whether it is there. */
    String STATUS = """
            case when a.status = 'online' and (a.session_draining or a.drain_requested_at is not null)
                then 'draining' else a.status end""";

    String AGENTS = """
            select a.id, a.organization_id, a.name, """ + STATUS + """
             as status, a.status_reason, a.status_changed_at,
                a.labels, a.capacity, a.version, a.session_epoch, a.node_id, a.drain_requested_at, a.drain_requested_by,
                a.drain_reason, a.session_draining, a.consecutive_failures, a.enrolled_at, a.last_seen_at,
                (select count(*) from attempt t
                 where t.agent_id = a.id and t.status in ('offered', 'running')) as running_count
            from agent a
            """;

    String MEMBERS = " where a.organization_id = #{organizationId} and a.removed_at is null ";

    @Insert("""
            insert into enrolment_token (id, organization_id, token_hash, max_uses, expires_at, created_by)
            values (#{token.id}, #{organizationId}, #{hash}, #{token.maxUses}, #{token.expiresAt}, #{createdBy})
            """)
    void insertToken(
            @Param("organizationId") OrganizationId organizationId,
            @Param("token") EnrolmentToken token,
            @Param("hash") byte[] hash,
            @Param("createdBy") Actor createdBy);

    /** Uses a token once; empty when it is unknown, expired or used up. */
    @Select(affectData = true, value = """
                    update enrolment_token set uses = uses + 1
                    where token_hash = #{hash} and uses < max_uses and expires_at > #{now}
                    returning organization_id
                    """)
    Optional<OrganizationId> useToken(@Param("hash") byte[] hash, @Param("now") Instant now);

    @Insert("""
            insert into agent (id, organization_id, name, credential_hash, status, status_reason)
            values (#{agent.id}, #{agent.organizationId}, #{agent.name}, #{hash}, 'offline', 'enrolled, not connected yet')
            """)
    void insert(@Param("agent") AgentIdentity agent, @Param("hash") byte[] hash);

    @Select("select id, organization_id, name from agent where credential_hash = #{hash} and removed_at is null")
    Optional<AgentIdentity> findByCredential(byte[] hash);

    @Select("select id, organization_id, name from agent where credential_hash = #{hash} and removed_at is not null")
    Optional<AgentIdentity> findRemovedByCredential(byte[] hash);

    @Select("select organization_id from enrolment_token where token_hash = #{hash}")
    Optional<OrganizationId> organizationOfToken(byte[] hash);

    @Select(AGENTS + MEMBERS + " and a.id = #{id}")
    Optional<Agent> find(@Param("organizationId") OrganizationId organizationId, @Param("id") AgentId id);

    @Select(AGENTS + MEMBERS + " and a.id = #{id} for no key update of a")
    Optional<Agent> lock(@Param("organizationId") OrganizationId organizationId, @Param("id") AgentId id);

    /** Also one that was removed. */
    @Select(AGENTS + " where a.id = #{id}")
    Agent get(AgentId id);

    @Select("<script>" + AGENTS + MEMBERS + """
            <if test="after != null">and a.id &gt; #{after}</if>
            order by a.id limit #{limit}
            </script>
            """)
    List<Agent> list(
            @Param("organizationId") OrganizationId organizationId,
            @Param("after") @Nullable UUID after,
            @Param("limit") int limit);

    @Update("""
            update agent set drain_requested_at = now(), drain_requested_by = #{actor}, drain_reason = #{reason},
                status_reason = case when status = 'online'
                    then coalesce(#{reason}::text, 'a drain was asked for') else status_reason end,
                status_changed_at = case when status = 'online' and not session_draining
                    then now() else status_changed_at end
            where id = #{id}
            """)
    void drain(@Param("id") AgentId id, @Param("actor") Actor actor, @Param("reason") @Nullable String reason);

    @Update("""
            update agent set drain_requested_at = null, drain_requested_by = null, drain_reason = null,
                status_reason = case when status = 'offline' then status_reason
                    when session_draining then 'it is going to stop' else 'connected' end,
                status_changed_at = case when status = 'online' and not session_draining
                    then now() else status_changed_at end
            where id = #{id}
            """)
    void resume(AgentId id);

    @Update("update agent set name = #{name} where id = #{id}")
    void rename(@Param("id") AgentId id, @Param("name") String name);

    @Update("""
            update agent set removed_at = now(), status = 'offline', status_reason = 'removed', status_changed_at = now(),
                node_id = null, disconnected_at = null, session_draining = false
            where id = #{id}
            """)
    void remove(AgentId id);

    @Select("""
            select removed_at is not null as removed, drain_requested_at is not null as draining,
                coalesce(drain_reason, 'a drain was asked for') as drain_reason
            from agent where id = #{id}
            """)
    Optional<StandingRow> standing(AgentId id);

    /** How people have an agent stand. */
    record StandingRow(boolean removed, boolean draining, String drainReason) {}
}
