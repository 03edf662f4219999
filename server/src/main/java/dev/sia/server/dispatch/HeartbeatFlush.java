package dev.sia.server.dispatch;

import dev.sia.server.attempt.AgentHeartbeats;
import dev.sia.server.signal.WakeableLoop;
import java.time.Duration;

/** Stores the collected signs of life of this node's agents about once a second. */
public final class HeartbeatFlush implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final AgentHeartbeats heartbeats;
    private final WakeableLoop loop = new WakeableLoop("heartbeats", this::round);

    public HeartbeatFlush(AgentHeartbeats heartbeats) {
        this.heartbeats = heartbeats;
    }

    public void start() {
        loop.start();
    }

    private Duration round() {
        heartbeats.flush();
        return INTERVAL;
    }

    @Override
    public void close() {
        loop.close();
    }
}
