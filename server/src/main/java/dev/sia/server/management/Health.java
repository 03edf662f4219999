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
    private final List<HealthCheck> watched = new CopyOnWriteArrayList<>();
    private volatile boolean serving;

    public void add(HealthCheck check) {
        checks.add(check);
    }

    /** Adds a check that is told to operators only: without this thing the node still does what cannot wait. */
    public void watch(HealthCheck check) {
        watched.add(check);
    }

    /** Called when all parts are up, and with {@code false} as the first act of the end. */
    public void serving(boolean now) {
        serving = now;
    }

    /** Troubles by the name of their check; empty when the node is ready. */
    public Map<String, String> troubles() {
        return serving ? troublesOf(checks) : Map.of("server", "It is starting or ending.");
    }

    /** Troubles that the node lives with, by the name of their check. */
    public Map<String, String> warnings() {
        return troublesOf(watched);
    }

    private static Map<String, String> troublesOf(List<HealthCheck> checks) {
        Map<String, String> troubles = new TreeMap<>();
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
