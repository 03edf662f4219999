package dev.sia.server.grpc;

import dev.sia.server.error.StartFailure;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listener for agents. It serves the service of the contract and nothing else, and bounds what a caller can cost:
 * calls of a connection, resets in a while, sizes of messages and metadata, pings, idle connections.
 */
public final class GrpcServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GrpcServer.class);

    /** An agent needs one stream; a proxy carries those of many agents. */
    private static final int MOST_CALLS_PER_CONNECTION = 100;

    private static final int MOST_RESETS = 100;
    private static final int RESET_WINDOW_SECONDS = 10;
    private static final int MOST_METADATA_BYTES = 8 * 1024;

    private final GrpcSettings settings;
    private final AgentGrpc service;
    private final AgentStreams streams;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Server server;

    /** @param limits the same as in the terms of the service */
    public GrpcServer(GrpcSettings settings, AgentGrpc service, AgentStreams streams, LogLimits limits) {
        this.settings = settings;
        this.service = service;
        this.streams = streams;
        this.server = NettyServerBuilder.forAddress(new InetSocketAddress(settings.host(), settings.port()))
                .executor(executor)
                .addService(service)
                .intercept(new BearerTokens())
                .intercept(new CallOrigins())
                .maxConcurrentCallsPerConnection(MOST_CALLS_PER_CONNECTION)
                .maxRstFramesPerWindow(MOST_RESETS, RESET_WINDOW_SECONDS)
                .maxInboundMessageSize(limits.maxFrameBytes())
                .maxInboundMetadataSize(MOST_METADATA_BYTES)
                .handshakeTimeout(10, TimeUnit.SECONDS)
                .maxConnectionIdle(5, TimeUnit.MINUTES)
                .keepAliveTime(30, TimeUnit.SECONDS)
                .keepAliveTimeout(20, TimeUnit.SECONDS)
                .permitKeepAliveTime(10, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(false)
                .build();
    }

    public void start() {
        if (new InetSocketAddress(settings.host(), settings.port()).isUnresolved()) {
            throw new StartFailure("SIA_GRPC_HOST: " + settings.host() + " is no address of this machine");
        }
        try {
            server.start();
        } catch (IOException failure) {
            executor.shutdown();
            throw new StartFailure(
                    "SIA_GRPC_PORT: cannot listen for agents on " + settings.host() + ":" + settings.port() + " ("
                            + rootCause(failure).getMessage() + ")",
                    failure);
        }
    }

    private static Throwable rootCause(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** The port that it listens on. */
    public int port() {
        return server.getPort();
    }

    /** Tells every agent to connect again, ends their sessions, and waits for both no longer than the settings say. */
    @Override
    public void close() {
        server.shutdown();
        long millis = settings.stopTimeout().toMillis();
        try {
            service.disconnectAll();
            streams.stop(settings.stopTimeout());
            // Those that were being let in when the stop began.
            service.disconnectAll();
            if (!server.awaitTermination(millis, TimeUnit.MILLISECONDS)) {
                log.info("Some agents did not take notice of the end; their connections are cut");
                server.shutdownNow();
                server.awaitTermination(1, TimeUnit.SECONDS);
            }
        } catch (InterruptedException interrupted) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        } finally {
            executor.shutdown();
        }
    }
}
