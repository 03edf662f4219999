package dev.sia.cli.conformance.script;

import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.LogLimits;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The attempts that the server has offered: their leases and their logs. */
final class Leases {
    private final LogLimits limits;
    private final Map<String, String> live = new ConcurrentHashMap<>();
    private final Map<String, ReceivedLog> logs = new ConcurrentHashMap<>();

    Leases(LogLimits limits) {
        this.limits = limits;
    }

    void offered(String attemptId, String lease) {
        live.put(attemptId, lease);
    }

    void lost(String attemptId) {
        live.remove(attemptId);
    }

    boolean isLive(String attemptId, String lease) {
        return lease.equals(live.get(attemptId));
    }

    /** Whether a frame may be: it is about no attempt, or carries its live lease. */
    boolean covers(ConnectRequest frame) {
        String attempt = Frames.attempt(frame);
        return attempt.isEmpty() || isLive(attempt, Frames.lease(frame));
    }

    ReceivedLog log(String attemptId) {
        return logs.computeIfAbsent(attemptId, _ -> new ReceivedLog(limits));
    }
}
