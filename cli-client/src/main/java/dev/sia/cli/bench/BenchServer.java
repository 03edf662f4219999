package dev.sia.cli.bench;

import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import dev.sia.cli.child.ChildProcess;
import dev.sia.cli.child.LeftDatabase;
import dev.sia.cli.profile.DevelopmentServer;
import dev.sia.sdk.RetryPolicy;
import dev.sia.sdk.SiaClient;
import dev.sia.sdk.error.SiaException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The server that is measured: a process of its own, started by the launcher as in production, on data of its own. */
public final class BenchServer implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    /** One caller is all the load. */
    private static final Map<String, String> NOT_LIMITED =
            Map.of("SIA_RATE_LIMIT_PER_PRINCIPAL", "1000000/1s", "SIA_RATE_LIMIT_PER_ORGANIZATION", "1000000/1s");

    private final String launcher;
    private final Path data;
    private final Path log;
    private final Map<String, String> settings;
    private @Nullable ChildProcess child;
    private @Nullable DevelopmentServer ready;
    private boolean closed;

    /** @param settings environment variables of the server besides ports and data directory */
    BenchServer(String launcher, Path data, Map<String, String> settings) {
        this.launcher = launcher;
        this.data = data;
        this.log = data.resolveSibling(data.getFileName() + ".log");
        this.settings = Map.copyOf(settings);
    }

    /** Starts it, on the ports of the last time if there was one, and waits until it answers. */
    public void start() throws IOException, InterruptedException {
        Files.deleteIfExists(DevelopmentServer.addresses(data));
        ChildProcess started = launch();
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (started.isAlive() && System.nanoTime() < deadline) {
            DevelopmentServer found = DevelopmentServer.in(data)
                    .filter(it -> started.includes(it.pid()))
                    .orElse(null);
            if (found != null && answers(found)) {
                ready = found;
                return;
            }
            Thread.sleep(LOOK_AGAIN);
        }
        throw started.ended();
    }

    private synchronized ChildProcess launch() {
        if (closed) {
            throw new CliException(ExitCode.INTERRUPTED, "the measurement is being stopped");
        }
        Map<String, String> environment = new HashMap<>(NOT_LIMITED);
        environment.putAll(settings);
        DevelopmentServer before = ready;
        environment.put("SIA_HTTP_PORT", before == null ? "0" : port(before.httpUrl()));
        environment.put("SIA_GRPC_PORT", before == null ? "0" : port(URI.create("grpc://" + before.grpcTarget())));
        environment.put("SIA_MANAGEMENT_PORT", "0");
        environment.put("SIA_DATA_DIR", data.toString());
        ChildProcess started = ChildProcess.start("server", List.of(launcher, "server"), environment, log);
        child = started;
        return started;
    }

    private static String port(URI address) {
        return Integer.toString(address.getPort());
    }

    private boolean answers(DevelopmentServer server) {
        try (SiaClient client = client(server)) {
            return !client.me().getOrganizations().isEmpty();
        } catch (SiaException notYet) {
            return false;
        }
    }

    /** Where it listens. */
    public DevelopmentServer address() {
        DevelopmentServer server = ready;
        if (server == null) {
            throw new IllegalStateException("the server was not started");
        }
        return server;
    }

    /** A client of it. */
    public SiaClient client() {
        return client(address());
    }

    private static SiaClient client(DevelopmentServer server) {
        return SiaClient.builder()
                .baseUrl(server.httpUrl())
                .tokenFile(DevelopmentServer.tokenFile(server.dataDirectory()))
                .retries(RetryPolicy.NONE)
                .userAgent("sia-bench")
                .build();
    }

    /** The organization that everything happens in. */
    public UUID organization() {
        try (SiaClient client = client()) {
            return client.me().getOrganizations().getFirst().getId();
        }
    }

    /** Resident memory of its process, without its database; empty where the system does not tell. */
    OptionalLong residentBytes() {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(address().pid()), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst();
        } catch (IOException notThisSystem) {
            return OptionalLong.empty();
        }
    }

    /** The same in MiB; null where the system does not tell. */
    public @Nullable Long residentMiB() {
        OptionalLong bytes = residentBytes();
        return bytes.isPresent() ? bytes.getAsLong() >> 20 : null;
    }

    /** Stops it as a deployment does; {@link #start} brings it back. */
    public void stop() {
        ChildProcess running;
        synchronized (this) {
            running = child;
        }
        if (running != null && !running.stop(STOP_WITHIN)) {
            stopDatabase();
        }
    }

    private void stopDatabase() {
        try {
            LeftDatabase.stop(data);
        } catch (IOException unknown) {
            throw new CliException(ExitCode.FAILED, String.valueOf(unknown.getMessage()), unknown);
        }
    }

    /** Stops it for good; does nothing the second time. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        stop();
    }
}
