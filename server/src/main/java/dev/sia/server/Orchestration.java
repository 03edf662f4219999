package dev.sia.server;

import dev.sia.server.activity.AttemptHeartbeats;
import dev.sia.server.activity.TemporalCalls;
import dev.sia.server.activity.TemporalProbe;
import dev.sia.server.activity.TemporalReports;
import dev.sia.server.activity.TemporalSettings;
import dev.sia.server.activity.WorkerHost;
import dev.sia.server.dev.EmbeddedTemporal;
import dev.sia.server.error.StartFailure;
import dev.sia.server.measure.TemporalYardstick;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.RpcRetryOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** The connection to Temporal, the one inside this process or a real one. It need not be reachable: everything waits for it. */
final class Orchestration implements AutoCloseable {
    private static final String IDENTITY = "sia";
    /** The outbox repeats with a backoff of its own, so a call gives up early. */
    private static final Duration CALL_GIVES_UP_AFTER = Duration.ofSeconds(5);

    /** How soon a Temporal that has come back is noticed. */
    private static final Duration RECONNECT = Duration.ofSeconds(2);

    private final WorkflowServiceStubs stubs;
    private final WorkflowClient client;
    private final TemporalSettings settings;

    /** @param embedded the server inside this process, empty when the settings name another; not closed here */
    Orchestration(ServerConfig.Temporal config, Optional<EmbeddedTemporal> embedded, String nodeId) {
        stubs = WorkflowServiceStubs.newServiceStubs(options(config, embedded));
        String namespace = embedded.map(EmbeddedTemporal::namespace).orElse(config.namespace());
        settings = new TemporalSettings(namespace, config.taskQueue(), nodeId);
        client = WorkflowClient.newInstance(
                stubs,
                WorkflowClientOptions.newBuilder()
                        .setNamespace(namespace)
                        .setIdentity(IDENTITY + "-" + nodeId)
                        .build());
    }

    TemporalCalls calls() {
        return new TemporalCalls(client, settings.taskQueue());
    }

    TemporalYardstick yardstick() {
        return new TemporalYardstick(client);
    }

    /** @param onReturn called when Temporal has been away and is back */
    WorkerHost workers(Features features, Runnable onReturn) {
        return new WorkerHost(client, settings, features.attemptProgress, onReturn);
    }

    TemporalProbe probe() {
        return new TemporalProbe(client);
    }

    AttemptHeartbeats heartbeats(Features features) {
        return new AttemptHeartbeats(client, features.attemptRecovery, settings.nodeId());
    }

    TemporalReports reports() {
        return new TemporalReports(client);
    }

    private static WorkflowServiceStubsOptions options(
            ServerConfig.Temporal config, Optional<EmbeddedTemporal> embedded) {
        WorkflowServiceStubsOptions.Builder options = WorkflowServiceStubsOptions.newBuilder()
                .setConnectionBackoffResetFrequency(RECONNECT)
                .setRpcRetryOptions(RpcRetryOptions.newBuilder()
                        .setExpiration(CALL_GIVES_UP_AFTER)
                        .validateBuildWithDefaults());
        embedded.ifPresentOrElse(
                server -> options.setChannel(server.channel()),
                () -> options.setTarget(config.target().orElseThrow()));
        config.apiKey().ifPresent(key -> {
            options.addApiKey(key::reveal);
            options.setEnableHttps(true);
        });
        config.tls().ifPresent(tls -> options.setSslContext(sslContext(tls)));
        return options.build();
    }

    private static SslContext sslContext(ServerConfig.Tls tls) {
        SslContextBuilder builder = GrpcSslContexts.forClient();
        tls.authorities().ifPresent(file -> builder.trustManager(file.toFile()));
        if (tls.certificate().isPresent() && tls.key().isPresent()) {
            builder.keyManager(tls.certificate().get().toFile(), tls.key().get().toFile());
        }
        try {
            return builder.build();
        } catch (SSLException unusable) {
            throw new StartFailure("SIA_TEMPORAL_TLS_CERT_FILE: " + unusable.getMessage(), unusable);
        }
    }

    @Override
    public void close() {
        stubs.shutdownNow();
    }
}
