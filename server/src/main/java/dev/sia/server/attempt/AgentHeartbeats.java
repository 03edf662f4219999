package dev.sia.server.attempt;

import dev.sia.server.agent.AgentId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Collects the signs of life of the agents on this node, so that thousands of them cost two statements a second. */
public final class AgentHeartbeats {
    private final AgentSessions sessions;
    private final AgentGateway gateway;
    /** Epochs of the sessions that were heard from since the last flush; at most one for each stream. */
    private final Map<AgentId, Long> heard = new ConcurrentHashMap<>();

    public AgentHeartbeats(AgentSessions sessions, AgentGateway gateway) {
        this.sessions = sessions;
        this.gateway = gateway;
    }

    /** The session was heard from; returns at once. */
    public void heard(AgentId agent, long epoch) {
        heard.merge(agent, epoch, Math::max);
    }

    /** Stores what was heard, and ends the streams of sessions that are over. */
    public void flush() {
        Map<AgentId, Long> taken = new HashMap<>();
        heard.forEach((agent, epoch) -> {
            if (heard.remove(agent, epoch)) {
                taken.put(agent, epoch);
            }
        });
        if (taken.isEmpty()) {
            return;
        }
        try {
            Set<AgentId> over = sessions.heartbeats(taken);
            over.forEach(agent -> gateway.endSession(agent, taken.getOrDefault(agent, 0L)));
        } catch (RuntimeException failure) {
            taken.forEach((agent, epoch) -> heard.merge(agent, epoch, Math::max));
            throw failure;
        }
    }
}
