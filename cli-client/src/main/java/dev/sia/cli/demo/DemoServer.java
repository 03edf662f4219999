package dev.sia.cli.demo;

import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import dev.sia.cli.child.ChildProcess;
import dev.sia.cli.child.LeftDatabase;
import dev.sia.cli.profile.DevelopmentServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The demo's server: started on free ports, and again on the same ports and data when it dies. */
final class DemoServer {
    private static final Duration READY_WITHIN = Duration.ofMinutes(3);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(20);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    private static final int MOST_RESTARTS = 3;

    private final String launcher;
    private final Path data;
    private final Path log;
    private final Predicate<DevelopmentServer> answers;
    private final Consumer<String> news;
    private volatile boolean stopping;
    private volatile @Nullable ChildProcess child;
    private volatile @Nullable DevelopmentServer ready;
    private int restarts;

    /**
     * A server that is not started yet.
     *
     * @param answers whether requests to it succeed
     * @param news is told when it died
     */
    DemoServer(String launcher, Path data, Path log, Predicate<DevelopmentServer> answers, Consumer<String> news) {
        this.launcher = launcher;
        this.data = data;
        this.log = log;
        this.answers = answers;
        this.news = news;
    }

    /** Starts it and waits until it answers. From then on it is watched. */
    DevelopmentServer start() throws IOException, InterruptedException {
        Files.deleteIfExists(DevelopmentServer.addresses(data));
        ChildProcess started = launch();
        DevelopmentServer fresh = awaitReady(started);
        ready = fresh;
        Thread.ofVirtual().name("sia-demo-watch").start(() -> watch(started));
        return fresh;
    }

    private synchronized ChildProcess launch() {
        if (stopping) {
            throw new CliException(ExitCode.INTERRUPTED, "the demo is being stopped");
        }
        Map<String, String> settings = ports(ready);
        settings.put("SIA_DATA_DIR", data.toString());
        ChildProcess started = ChildProcess.start("server", List.of(launcher, "server"), settings, log);
        child = started;
        return started;
    }

    private static Map<String, String> ports(@Nullable DevelopmentServer before) {
        Map<String, String> ports = new LinkedHashMap<>();
        ports.put("SIA_HTTP_PORT", before == null ? "0" : port(before.httpUrl()));
        ports.put("SIA_GRPC_PORT", before == null ? "0" : port(URI.create("grpc://" + before.grpcTarget())));
        ports.put("SIA_MANAGEMENT_PORT", "0");
        return ports;
    }

    private static String port(URI address) {
        return Integer.toString(address.getPort());
    }

    private DevelopmentServer awaitReady(ChildProcess started) throws InterruptedException {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (started.isAlive() && System.nanoTime() < deadline) {
            Optional<DevelopmentServer> server = DevelopmentServer.in(data)
                    .filter(it -> started.includes(it.pid()))
                    .filter(answers);
            if (server.isPresent()) {
                return server.get();
            }
            Thread.sleep(LOOK_AGAIN);
        }
        CliException failure = started.ended();
        started.stop(STOP_WITHIN);
        throw failure;
    }

    private void watch(ChildProcess watched) {
        watched.process().onExit().join();
        boolean settled = false;
        while (!settled && !stopping) {
            if (restarts >= MOST_RESTARTS) {
                news.accept("the server died again; it is not started a fourth time");
                return;
            }
            restarts++;
            news.accept("the server died; starting it again on the same data");
            settled = startAgain();
        }
    }

    /** Returns false when it is to be tried once more; a server that is back is watched anew. */
    private boolean startAgain() {
        try {
            start();
            news.accept("the server is back");
            return true;
        } catch (IOException | CliException e) {
            if (!stopping) {
                news.accept("the server cannot be started again: " + e.getMessage());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
        return false;
    }

    /** Kills the server's process as a crash would; the watch brings it back. */
    void crash() {
        DevelopmentServer current = ready;
        if (current != null) {
            ProcessHandle.of(current.pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** Stops it for good, with the database that a server that had to be killed would leave behind. */
    void stop() {
        ChildProcess current;
        synchronized (this) {
            stopping = true;
            current = child;
        }
        if (current != null && !current.stop(STOP_WITHIN)) {
            stopDatabase();
        }
    }

    private void stopDatabase() {
        try {
            LeftDatabase.stop(data);
        } catch (IOException unknown) {
            news.accept(String.valueOf(unknown.getMessage()));
        }
    }
}
