package dev.sia.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sia.cli.Surroundings;
import dev.sia.cli.bench.BenchSettings.Temporal;
import dev.sia.cli.bench.BenchSettings.Times;
import dev.sia.cli.child.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One run: the yardstick, then every part that is wanted, each with a fresh server on data of its own. */
final class DispatchBench {
    private static final Duration STOP_WITHIN = Duration.ofSeconds(20);
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final Surroundings surroundings;
    private final BenchSettings settings;
    private final BenchFolder folder;
    private final Deque<Runnable> running = new ArrayDeque<>();
    private boolean stopped;

    DispatchBench(Surroundings surroundings, BenchSettings settings, BenchFolder folder) {
        this.surroundings = surroundings;
        this.settings = settings;
        this.folder = folder;
    }

    /** Measures; stops what it started also when the process is told to end. */
    DispatchReport run() throws IOException, InterruptedException {
        Thread hook = new Thread(this::stopAndDelete, "sia-bench-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return measure();
        } finally {
            stop();
            removeHook(hook);
        }
    }

    private DispatchReport measure() throws IOException, InterruptedException {
        Conditions conditions = Conditions.now(surroundings);
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
        surroundings.say("measuring: jobs are created, and moved in a long queue");
        return withServer("queue", Map.of(), new LongQueue(settings)::measure);
    }

    private Yardstick yardstick() throws IOException, InterruptedException {
        surroundings.say("measuring what this machine can do");
        Path data = folder.resolve("yardstick");
        JsonNode embedded = Yardstick.measure(settings, data, Map.of(), "", this::watch);
        JsonNode real = null;
        if (settings.temporal().isPresent()) {
            Map<String, String> environment = environment(settings.temporal().get());
            real = Yardstick.measure(settings, data, environment, "temporal", this::watch);
        }
        return Yardstick.of(embedded, real);
    }

    private void watch(ChildProcess child) {
        started(() -> child.stop(STOP_WITHIN));
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
        surroundings.say("measuring: jobs go the whole way, on " + real.get().target());
        return withServer("lifecycle-real", environment(real.get()), server -> lifecycle(server, "real"))
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

    /** Measures one thing on a server. */
    private interface Measurement<T> {
        T on(BenchServer server) throws IOException, InterruptedException;
    }

    private <T> @Nullable T part(Part part, String what, Measurement<T> measurement)
            throws IOException, InterruptedException {
        if (!settings.parts().contains(part)) {
            return null;
        }
        surroundings.say("measuring: " + what);
        return withServer(part.name().toLowerCase(Locale.ROOT), Map.of(), measurement);
    }

    private <T> T withServer(String name, Map<String, String> environment, Measurement<T> measurement)
            throws IOException, InterruptedException {
        try (BenchServer server = new BenchServer(settings.launcher(), folder.resolve(name), environment)) {
            started(server::close);
            server.start();
            return measurement.on(server);
        }
    }

    private synchronized void started(Runnable stop) {
        if (stopped) {
            stop.run();
        } else {
            running.push(stop);
        }
    }

    /** Stops what was started; does nothing the second time. */
    private synchronized void stop() {
        stopped = true;
        while (!running.isEmpty()) {
            running.pop().run();
        }
    }

    private void stopAndDelete() {
        stop();
        try {
            folder.close();
        } catch (IOException left) {
            surroundings.say("cannot delete all of the temporary directory: " + left.getMessage());
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook stops everything.
        }
    }
}
