package dev.sia.contracts.node;

import io.temporal.testserver.TestServer;
import org.jspecify.annotations.Nullable;

/** Temporal's own server for tests, in this process. Each start begins with nothing. */
public final class ForgetfulTemporal extends TestTemporal {
    private TestServer.@Nullable PortBoundTestServer server;

    @Override
    public void start() {
        server = TestServer.createPortBoundServer(port(), true);
    }

    @Override
    public void kill() {
        if (server != null) {
            server.close();
            server = null;
        }
    }
}
