package dev.sia.server.management;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether this node wants traffic: yes between its start and its end, while all checks pass. */
public final class Health {
    private static final Logger log = LoggerFactory.getLogger(Health.class);

    private final List<HealthCheck> checks = new CopyOnWriteArrayList<>();
    private volatile boolean serving;

    public void add(HealthCheck check) {
        checks.add(check);
    }

    /** Called when all parts are up, and with {@code false} as the first act of the end. */
    public void serving(boolean now) {
        serving = now;
    }

    /** Troubles by the name of their check; empty when the node is ready. */
    public Map<String, String> troubles() {
        Map<String, String> troubles = new TreeMap<>();
        if (!serving) {
            troubles.put("server", "It is starting or ending.");
            return troubles;
        }
        for (HealthCheck check : checks) {
            trouble(check).ifPresent(trouble -> troubles.put(check.name(), trouble));
        }
        return troubles;
    }

    private static Optional<String> trouble(HealthCheck check) {
        try {
            return check.probe().trouble();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return Optional.of("The check was interrupted.");
        } catch (Exception thrown) {
            log.debug("Check {} failed", check.name(), thrown);
            return Optional.of("It does not answer.");
        }
    }
}
