package dev.sia.server.grpc;

import dev.sia.server.error.StartFailure;
import dev.sia.server.tls.ServerTls;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listener for agents. It serves the service of the contract and nothing else, and bounds what a caller can cost:
 * connections, calls of a connection, resets in a while, sizes of messages and metadata, pings, idle connections, calls whose
 * request does not come.
 */
public final class GrpcServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GrpcServer.class);

    /** An agent needs one stream; a proxy carries those of many agents. */
    private static final int MOST_CALLS_PER_CONNECTION = 100;

    private static final int MOST_RESETS = 100;
    private static final int RESET_WINDOW_SECONDS = 10;
    private static final int MOST_METADATA_BYTES = 8 * 1024;
    private static final Duration REQUEST_PATIENCE = Duration.ofSeconds(30);
    /** Calls that end while the server stops may still want to say so. */
    private static final Duration LOOPS_QUIET = Duration.ofMillis(250);

    private static final Duration LOOPS_PATIENCE = Duration.ofSeconds(2);

    private final GrpcSettings settings;
    private final AgentGrpc service;
    private final AgentStreams streams;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("grpc-timer").factory());
    private final EventLoopGroup accepting = loops("grpc-accept", 1);
    private final EventLoopGroup reading =
            loops("grpc-io", Math.max(2, Runtime.getRuntime().availableProcessors()));
    private final OpenConnections connections;
    private final Server server;

    /** @param limits the same as in the terms of the service */
    public GrpcServer(GrpcSettings settings, AgentGrpc service, AgentStreams streams, LogLimits limits) {
        this.settings = settings;
        this.service = service;
        this.streams = streams;
        this.connections = new OpenConnections(settings.connections());
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(settings.host(), settings.port()))
                .channelFactory(() -> new BoundedListener(connections))
                .bossEventLoopGroup(accepting)
                .workerEventLoopGroup(reading)
                .executor(executor)
                .addService(service)
                .intercept(new BearerTokens())
                .intercept(new UnaryDeadlines(timer, REQUEST_PATIENCE))
                .intercept(new CallOrigins())
                .maxConcurrentCallsPerConnection(MOST_CALLS_PER_CONNECTION)
                .maxRstFramesPerWindow(MOST_RESETS, RESET_WINDOW_SECONDS)
                .maxInboundMessageSize(limits.maxFrameBytes())
                .maxInboundMetadataSize(MOST_METADATA_BYTES)
                .handshakeTimeout(10, TimeUnit.SECONDS)
                .maxConnectionIdle(1, TimeUnit.MINUTES)
                .keepAliveTime(30, TimeUnit.SECONDS)
                .keepAliveTimeout(20, TimeUnit.SECONDS)
                .permitKeepAliveTime(10, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(false);
        settings.tls().ifPresent(tls -> builder.sslContext(encryption(tls)));
        this.server = builder.build();
    }

    private static EventLoopGroup loops(String name, int threads) {
        return new MultiThreadIoEventLoopGroup(
                threads, Thread.ofPlatform().daemon().name(name + "-", 0).factory(), NioIoHandler.newFactory());
    }

    private static SslContext encryption(ServerTls tls) {
        SslContextBuilder builder = SslContextBuilder.forServer(tls.identity()).protocols(ServerTls.PROTOCOLS);
        tls.clientAuthorities()
                .ifPresent(authorities -> builder.trustManager(authorities).clientAuth(ClientAuth.REQUIRE));
        try {
            return GrpcSslContexts.configure(builder, SslProvider.JDK).build();
        } catch (SSLException impossible) {
            throw new IllegalStateException("This platform has no TLS", impossible);
        }
    }

    public void start() {
        if (new InetSocketAddress(settings.host(), settings.port()).isUnresolved()) {
            throw new StartFailure("SIA_GRPC_HOST: " + settings.host() + " is no address of this machine");
        }
        try {
            server.start();
        } catch (IOException failure) {
            shutDownThreads();
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

    /** Connections that are open. */
    int connectionCount() {
        return connections.count();
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
            shutDownThreads();
        }
    }

    private void shutDownThreads() {
        executor.shutdown();
        timer.shutdownNow();
        for (EventLoopGroup loops : List.of(accepting, reading)) {
            var _ = loops.shutdownGracefully(LOOPS_QUIET.toMillis(), LOOPS_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
