package dev.sia.cli.agent.session;

import dev.sia.api.agent.v1.AgentServiceGrpc;
import dev.sia.api.agent.v1.EnrolRequest;
import dev.sia.api.agent.v1.EnrolResponse;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Turns a one-time enrolment token into the agent's own credential. */
public final class Enrolment {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Enrolment() {}

    /**
     * Enrols; waits a while for a server that is not there yet.
     *
     * @throws ConnectionFailure when the server does not answer or does not want it
     */
    public static Credential enrol(Channel channel, ServerAddress server, String name, Secret token) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        Backoff backoff = new Backoff(RandomGenerator.getDefault());
        while (true) {
            try {
                return ask(channel, server, name, token);
            } catch (StatusRuntimeException e) {
                Duration wait = backoff.next();
                boolean comesPerhaps =
                        e.getStatus().getCode() == Status.Code.UNAVAILABLE && !StatusText.tellsMore(e.getStatus());
                if (!comesPerhaps || System.nanoTime() + wait.toNanos() - until > 0 || !slept(wait)) {
                    throw failure(server, e.getStatus());
                }
            }
        }
    }

    private static boolean slept(Duration wait) {
        try {
            Thread.sleep(wait);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Credential ask(Channel channel, ServerAddress server, String name, Secret token) {
        EnrolResponse response = AgentServiceGrpc.newBlockingStub(channel)
                .withInterceptors(Authorization.bearer(token))
                .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .enrol(EnrolRequest.newBuilder().setName(name).build());
        return new Credential(
                server.toString(),
                response.getAgentId(),
                response.getOrganizationId(),
                new Secret(response.getCredential()),
                Instant.now());
    }

    private static ConnectionFailure failure(ServerAddress server, Status status) {
        return switch (status.getCode()) {
            case UNAUTHENTICATED, PERMISSION_DENIED ->
                new ConnectionFailure(
                        ConnectionFailure.Kind.UNAUTHENTICATED,
                        "The server refused the enrolment token: " + StatusText.of(status));
            case UNAVAILABLE, DEADLINE_EXCEEDED ->
                new ConnectionFailure(
                        ConnectionFailure.Kind.UNREACHABLE,
                        "The server at " + server + " did not answer: " + StatusText.of(status));
            default ->
                new ConnectionFailure(
                        ConnectionFailure.Kind.REFUSED, "The server refused the enrolment: " + StatusText.of(status));
        };
    }
}
