package dev.sia.server.dev;

import io.grpc.ManagedChannel;
import io.temporal.testserver.TestServer;

/**
 * A Temporal server inside this process, reached without a network port. Its clock is the real one: time is never
 * skipped. It forgets everything when it ends, which the server's recovery is made for.
 */
public final class EmbeddedTemporal implements AutoCloseable {
    private final TestServer.InProcessTestServer server;

    private EmbeddedTemporal(TestServer.InProcessTestServer server) {
        this.server = server;
    }

    public static EmbeddedTemporal start() {
        boolean lockTimeSkipping = true;
        return new EmbeddedTemporal(TestServer.createServer(lockTimeSkipping));
    }

    /** For {@code WorkflowServiceStubsOptions.setChannel}; closed together with the server. */
    public ManagedChannel channel() {
        return server.getChannel();
    }

    /** The only namespace; it exists from the start. */
    public String namespace() {
        return "default";
    }

    @Override
    public void close() {
        server.close();
    }
}
