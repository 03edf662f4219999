package dev.sia.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Surroundings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One run of measurements: a temporary directory, and servers one after the other. What was started is stopped and
 * what was written is deleted when it is closed, also when the process is told to end.
 */
public final class BenchRun implements AutoCloseable {
    private static final Duration STOP_WITHIN = Duration.ofSeconds(20);

    private final Surroundings surroundings;
    private final String launcher;
    private final BenchFolder folder;
    private final Thread hook = new Thread(this::stopAndDelete, "sia-bench-stop");
    private final Deque<Runnable> running = new ArrayDeque<>();
    private boolean stopped;

    private BenchRun(Surroundings surroundings, String launcher, BenchFolder folder) {
        this.surroundings = surroundings;
        this.launcher = launcher;
        this.folder = folder;
    }

    /**
     * A run with nothing started.
     *
     * @param scratch where the temporary directory goes; null for the system's
     */
    public static BenchRun in(Surroundings surroundings, @Nullable Path scratch) throws IOException {
        String launcher = surroundings
                .variable("SIA_LAUNCHER")
                .orElseThrow(() -> new CliException(
                        ExitCode.USAGE,
                        "the measurement starts servers through the launcher: run it as './sia bench …'"));
        Path parent = scratch == null ? Path.of(System.getProperty("java.io.tmpdir")) : scratch;
        BenchRun run = new BenchRun(
                surroundings, launcher, BenchFolder.in(parent.toAbsolutePath().normalize()));
        Runtime.getRuntime().addShutdownHook(run.hook);
        return run;
    }

    /** Measures one thing on a server. */
    public interface Measurement<T> {
        T on(BenchServer server) throws IOException, InterruptedException;
    }

    /** Says to people what is being done. */
    public void say(String what) {
        surroundings.say("measuring: " + what);
    }

    /**
     * Measures on a server of its own, on data of its own.
     *
     * @param environment of the server, besides ports and data directory
     */
    public <T> T withServer(String name, Map<String, String> environment, Measurement<T> measurement)
            throws IOException, InterruptedException {
        try (BenchServer server = new BenchServer(launcher, folder.resolve(name), environment)) {
            started(server::close);
            server.start();
            return measurement.on(server);
        }
    }

    /**
     * Runs the server's own measurement of the machine.
     *
     * @param environment of a server that would use the same parts
     * @param only "database" or "temporal"; empty for both
     */
    public JsonNode machine(Map<String, String> environment, String only, Duration time)
            throws IOException, InterruptedException {
        surroundings.say("measuring what this machine can do");
        return Yardstick.measure(
                launcher,
                folder.resolve("yardstick"),
                environment,
                only,
                time,
                child -> started(() -> child.stop(STOP_WITHIN)));
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

    @Override
    public void close() {
        stopAndDelete();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook stops everything.
        }
    }
}
