package dev.sia.cli.bench;

import dev.sia.cli.Surroundings;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What the figures were measured under.
 *
 * @param loadAverage of the last minute, before the measurement; negative where the system does not tell
 * @param serverJavaOptions besides the launcher's own
 * @param load what made the load
 */
public record Conditions(
        Instant at,
        String version,
        String java,
        String system,
        int cores,
        double loadAverage,
        long benchMaxHeapMiB,
        String serverJavaOptions,
        String load) {
    public static Conditions now(Surroundings surroundings, String load) {
        var machine = ManagementFactory.getOperatingSystemMXBean();
        return new Conditions(
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                Optional.ofNullable(Conditions.class.getPackage().getImplementationVersion())
                        .orElse("development"),
                Runtime.version().toString(),
                machine.getName() + " " + machine.getVersion() + " " + machine.getArch(),
                machine.getAvailableProcessors(),
                Math.round(machine.getSystemLoadAverage() * 100) / 100.0,
                Runtime.getRuntime().maxMemory() >> 20,
                surroundings.variable("SIA_JAVA_OPTIONS").orElse(""),
                load);
    }
}
