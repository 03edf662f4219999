package dev.sia.server.agent;

import dev.sia.server.organization.OrganizationId;
import java.util.List;
import java.util.Optional;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.jspecify.annotations.Nullable;

/** SQL of the sessions of agents. */
public interface PresenceMapper {
    String AWAY = """
            update agent set node_id = null, disconnected_at = now(), status_reason = #{reason}
            """;
    String GONE = """
            update agent set status = 'offline', status_changed_at = now(), node_id = null, disconnected_at = null,
                session_draining = false,
            """;

    /** Begins a session; empty when the agent was removed or its credential revoked. The row stays locked until commit. */
    @Select(affectData = true, value = """
                    with before as (
                        select a.id, """ + AgentMapper.STATUS + """
                         as status, exists (
                            select 1 from attempt t
                            where t.agent_id = a.id and t.status in ('offered', 'running')) as busy
                        from agent a
                        where a.id = #{id} and a.removed_at is null and a.credential_hash is not null
                        for no key update)
                    update agent a set status = 'online', session_draining = false, disconnected_at = null,
                        status_reason = case when a.drain_requested_at is null then 'connected'
                            else coalesce(a.drain_reason, 'a drain was asked for') end,
                        status_changed_at = case
                            when before.status = case when a.drain_requested_at is null then 'online' else 'draining' end
                            then a.status_changed_at else now() end,
                        version = #{start.version}, labels = #{start.labels}, capacity = #{start.capacity},
                        node_id = #{start.nodeId}, session_epoch = a.session_epoch + 1, last_seen_at = now()
                    from before where a.id = before.id
                    returning a.session_epoch as epoch, before.status as status_before, """ + AgentMapper.STATUS + """
                     as status, before.busy, a.status_reason as reason
                    """)
    Optional<Begun> begin(@Param("id") AgentId id, @Param("start") SessionStart start);

    /** The agent is going to stop; returns the number of rows changed. */
    @Update("""
            update agent set session_draining = true,
                status_reason = case when drain_requested_at is null then #{reason} else status_reason end,
                status_changed_at = case when drain_requested_at is null then now() else status_changed_at end
            where id = #{id} and session_epoch = #{epoch} and node_id is not null and not session_draining
            """)
    int drain(@Param("id") AgentId id, @Param("epoch") long epoch, @Param("reason") String reason);

    /** Ends a session for good unless a newer one has begun; returns the number of rows changed. */
    @Update(GONE + """
            status_reason = #{reason} where id = #{id} and session_epoch = #{epoch} and node_id is not null
            """)
    int leave(@Param("id") AgentId id, @Param("epoch") long epoch, @Param("reason") String reason);

    /** The connection of a session is lost. */
    @Update(AWAY + " where id = #{id} and session_epoch = #{epoch} and node_id is not null")
    void disconnect(@Param("id") AgentId id, @Param("epoch") long epoch, @Param("reason") String reason);

    /** Leaves out agents that somebody else has locked. */
    @Update(AWAY + """
             where id in (select id from agent where node_id = #{nodeId} order by id for no key update skip locked)
            """)
    void disconnectFreeOf(@Param("nodeId") String nodeId, @Param("reason") String reason);

    @Select("select id from agent where node_id = #{nodeId} order by id")
    List<AgentId> agentsOf(String nodeId);

    @Update(AWAY + " where id = #{id} and node_id = #{nodeId}")
    void disconnectFrom(@Param("nodeId") String nodeId, @Param("id") AgentId id, @Param("reason") String reason);

    /** Agents whose connection was lost longer ago than their grace. */
    @Select(affectData = true, value = GONE + """
                    status_reason = 'did not come back within its grace (' || status_reason || ')'
                    where id in (
                        select id from agent where disconnected_at < now() - #{seconds} * interval '1 second'
                        order by id limit #{limit} for no key update skip locked)
                    returning id, organization_id, name, status_reason as reason
                    """)
    List<Gone> endAway(@Param("seconds") long seconds, @Param("limit") int limit);

    /** Agents whose node has not said for so long that they are there: it died. */
    @Select(affectData = true, value = GONE + """
                    status_reason = 'nothing heard from it'
                    where id in (
                        select id from agent
                        where node_id is not null and last_seen_at < now() - #{seconds} * interval '1 second'
                        order by id limit #{limit} for no key update skip locked)
                    returning id, organization_id, name, status_reason as reason
                    """)
    List<Gone> endSilent(@Param("seconds") long seconds, @Param("limit") int limit);

    /**
     * Notes that sessions were heard from, and tells which of them are over. A row that somebody else has locked is left out:
     * it is the next time's, and nobody waits for it.
     */
    @Select(affectData = true, value = """
                    with beat as (select * from unnest(#{ids}, #{epochs}) as heard (id, epoch)),
                    held as (
                        select a.id from agent a join beat on beat.id = a.id
                        where a.session_epoch = beat.epoch and a.node_id is not null
                        order by a.id for no key update of a skip locked),
                    touched as (update agent set last_seen_at = now() where id in (select id from held))
                    select beat.id from beat where not exists (
                        select 1 from agent a
                        where a.id = beat.id and a.session_epoch = beat.epoch and a.node_id is not null)
                    """)
    List<AgentId> touch(@Param("ids") List<AgentId> ids, @Param("epochs") List<Long> epochs);

    /** Locks the agent if the session is still its own. */
    @Select("""
            select true from agent where id = #{id} and session_epoch = #{epoch} and node_id is not null
            for no key update
            """)
    @Nullable
    Boolean lockSession(@Param("id") AgentId id, @Param("epoch") long epoch);

    /**
     * A session that has begun.
     *
     * @param busy whether the agent has live attempts
     * @param reason why the agent has its status
     */
    record Begun(long epoch, AgentStatus statusBefore, AgentStatus status, boolean busy, String reason) {}

    /** An agent that went offline, and why. */
    record Gone(AgentId id, OrganizationId organizationId, String name, String reason) {}
}
