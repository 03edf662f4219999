package dev.sia.cli.bench.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sia.cli.Surroundings;
import dev.sia.cli.bench.BenchRun;
import dev.sia.cli.bench.BenchServer;
import dev.sia.cli.bench.Conditions;
import dev.sia.cli.bench.Yardstick;
import dev.sia.cli.bench.dispatch.DispatchSettings.Temporal;
import dev.sia.cli.bench.dispatch.DispatchSettings.Times;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One run: the yardstick, then every part that is wanted, each with a fresh server on data of its own. */
final class DispatchBench {
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final String LOAD = "in one JVM on the same machine, over loopback; agents without steps, logs and"
            + " processes; server and embedded PostgreSQL with their defaults";

    private final Surroundings surroundings;
    private final DispatchSettings settings;
    private final BenchRun run;

    DispatchBench(Surroundings surroundings, DispatchSettings settings, BenchRun run) {
        this.surroundings = surroundings;
        this.settings = settings;
        this.run = run;
    }

    DispatchReport measure() throws IOException, InterruptedException {
        Conditions conditions = Conditions.now(surroundings, LOAD);
        Yardstick yardstick = yardstick();
        Times times = settings.times();
        Latency.Figures latency = part(
                Part.LATENCY,
                "an idle agent is offered a new job",
                server -> new Latency(settings.sizes()).measure(server, times.warmUp(), times.latency()));
        Lifecycle.Figures lifecycle = lifecycle(yardstick);
        Lifecycle.Figures real = realLifecycle(yardstick);
        LongQueue.Figures queue = longQueue();
        Fleet.Figures fleet = part(
                Part.FLEET,
                "idle agents, and a restart",
                server -> new Fleet(settings.sizes().fleetAgents()).measure(server, IDLE));
        return new DispatchReport(conditions, yardstick, latency, lifecycle, real, queue.create(), queue.move(), fleet);
    }

    private LongQueue.Figures longQueue() throws IOException, InterruptedException {
        if (!settings.parts().contains(Part.CREATE) && !settings.parts().contains(Part.MOVE)) {
            return new LongQueue.Figures(null, null);
        }
        run.say("jobs are created, and moved in a long queue");
        return run.withServer("queue", Map.of(), new LongQueue(settings)::measure);
    }

    private Yardstick yardstick() throws IOException, InterruptedException {
        Duration time = settings.times().yardstick();
        JsonNode embedded = run.machine(Map.of(), "", time);
        JsonNode real = settings.temporal().isPresent()
                ? run.machine(environment(settings.temporal().get()), "temporal", time)
                : null;
        return Yardstick.of(embedded, real);
    }

    private Lifecycle.@Nullable Figures lifecycle(Yardstick yardstick) throws IOException, InterruptedException {
        Lifecycle.Figures figures =
                part(Part.LIFECYCLE, "jobs go the whole way", server -> lifecycle(server, "in-process"));
        return figures == null ? null : figures.comparedTo(yardstick.emptyWorkflowsPerSecond());
    }

    private Lifecycle.@Nullable Figures realLifecycle(Yardstick yardstick) throws IOException, InterruptedException {
        Optional<Temporal> real = settings.temporal();
        Double empty = yardstick.realEmptyWorkflowsPerSecond();
        if (real.isEmpty() || empty == null || !settings.parts().contains(Part.LIFECYCLE)) {
            return null;
        }
        run.say("jobs go the whole way, on " + real.get().target());
        return run.withServer("lifecycle-real", environment(real.get()), server -> lifecycle(server, "real"))
                .comparedTo(empty);
    }

    private Lifecycle.Figures lifecycle(BenchServer server, String temporal) throws IOException, InterruptedException {
        Times times = settings.times();
        return new Lifecycle(settings.sizes().lifecycleAgents())
                .measure(server, temporal, times.warmUp(), times.lifecycle());
    }

    /** A task queue of its own, so that a server that others run there does not take its work. */
    private static Map<String, String> environment(Temporal temporal) {
        return Map.of(
                "SIA_TEMPORAL_TARGET", temporal.target(),
                "SIA_TEMPORAL_NAMESPACE", temporal.namespace(),
                "SIA_TEMPORAL_TASK_QUEUE", "sia-bench-" + UUID.randomUUID());
    }

    private <T> @Nullable T part(Part part, String what, BenchRun.Measurement<T> measurement)
            throws IOException, InterruptedException {
        if (!settings.parts().contains(part)) {
            return null;
        }
        run.say(what);
        return run.withServer(part.name().toLowerCase(Locale.ROOT), Map.of(), measurement);
    }
}
