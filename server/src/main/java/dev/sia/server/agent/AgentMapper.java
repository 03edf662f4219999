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

/** SQL of agents and enrolment tokens. */
public interface AgentMapper {
    String WITH_RUNNING = """
            select a.*, (select count(*) from attempt t
                         where t.agent_id = a.id and t.status in ('offered', 'running')) as running_count
            from agent a
            """;

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

    @Select("select id, organization_id, name from agent where credential_hash = #{hash}")
    Optional<AgentIdentity> findByCredential(byte[] hash);

    @Select(WITH_RUNNING + " where a.organization_id = #{organizationId} and a.id = #{id}")
    Optional<Agent> find(@Param("organizationId") OrganizationId organizationId, @Param("id") AgentId id);

    @Select("<script>" + WITH_RUNNING + """
             where a.organization_id = #{organizationId}
            <if test="after != null">and a.id &gt; #{after}</if>
            order by a.id limit #{limit}
            </script>
            """)
    List<Agent> list(
            @Param("organizationId") OrganizationId organizationId,
            @Param("after") @Nullable UUID after,
            @Param("limit") int limit);

    /** Begins a session; returns its epoch. The row stays locked until commit. */
    @Select(affectData = true, value = """
                    update agent set status = 'online', status_reason = 'connected',
                        status_changed_at = case when status = 'online' then status_changed_at else now() end,
                        version = #{start.version}, labels = #{start.labels}, capacity = #{start.capacity},
                        node_id = #{start.nodeId}, session_epoch = session_epoch + 1, last_seen_at = now(),
                        session_draining = false
                    where id = #{id} returning session_epoch
                    """)
    long beginSession(@Param("id") AgentId id, @Param("start") SessionStart start);

    /** The agent is going to stop; returns the number of rows changed. */
    @Update("""
            update agent set session_draining = true, status_reason = #{reason},
                status_changed_at = case when drain_requested_at is null then now() else status_changed_at end
            where id = #{id} and session_epoch = #{epoch} and status = 'online' and not session_draining
            """)
    int drainSession(@Param("id") AgentId id, @Param("epoch") long epoch, @Param("reason") String reason);

    /** Ends a session unless a newer one has begun; returns the number of rows changed. */
    @Update("""
            update agent set status = 'offline', status_reason = #{reason}, status_changed_at = now(), node_id = null
            where id = #{id} and session_epoch = #{epoch} and status = 'online'
            """)
    int endSession(@Param("id") AgentId id, @Param("epoch") long epoch, @Param("reason") String reason);

    @Select(affectData = true, value = """
                    update agent set status = 'offline', status_reason = #{reason}, status_changed_at = now(), node_id = null
                    where node_id = #{nodeId} returning id, organization_id, name
                    """)
    List<AgentIdentity> endSessionsOf(@Param("nodeId") String nodeId, @Param("reason") String reason);

    @Select(affectData = true, value = """
                    update agent set status = 'offline', status_reason = #{reason}, status_changed_at = now(), node_id = null
                    where id in (
                        select id from agent
                        where status = 'online' and last_seen_at < now() - #{seconds} * interval '1 second'
                        for no key update skip locked)
                    returning id, organization_id, name
                    """)
    List<AgentIdentity> endSilentSessions(@Param("seconds") long seconds, @Param("reason") String reason);

    @Update("""
            update agent set last_seen_at = now()
            where id = #{id} and session_epoch = #{epoch} and status = 'online'
            """)
    int touch(@Param("id") AgentId id, @Param("epoch") long epoch);
}
