package dev.sia.server.key;

import dev.sia.server.signal.WakeableLoop;
import java.time.Duration;

/** Stores once a minute when API keys were used last. */
public final class KeyUseFlush implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final ApiKeyChecks checks;
    private final WakeableLoop loop = new WakeableLoop("API key uses", this::round);

    public KeyUseFlush(ApiKeyChecks checks) {
        this.checks = checks;
    }

    public void start() {
        loop.start();
    }

    private Duration round() {
        checks.storeUses();
        return INTERVAL;
    }

    @Override
    public void close() {
        loop.close();
    }
}
