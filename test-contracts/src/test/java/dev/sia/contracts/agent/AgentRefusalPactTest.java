package dev.sia.contracts.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import au.com.dius.pact.core.model.V4Interaction;
import au.com.dius.pact.core.model.v4.MessageContents;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sia.api.agent.v1.AgentServiceGrpc;
import dev.sia.api.agent.v1.ConfirmCredentialRequest;
import dev.sia.api.agent.v1.ConfirmCredentialResponse;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.api.agent.v1.EnrolRequest;
import dev.sia.api.agent.v1.EnrolResponse;
import dev.sia.api.agent.v1.RotateCredentialRequest;
import dev.sia.api.agent.v1.RotateCredentialResponse;
import dev.sia.contracts.pact.Comparison;
import dev.sia.contracts.pact.Pacts;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What a client made of the generated stubs sees of a call that is refused: a code to decide by and a sentence for people. */
class AgentRefusalPactTest {
    @AfterAll
    static void write() {
        Pacts.write(AgentRefusals.CONSUMER, Pacts.AGENT, AgentRefusals.all());
    }

    @TestFactory
    Stream<DynamicTest> showsCodeAndSentence() {
        return AgentRefusals.all().stream()
                .map(interaction -> dynamicTest(interaction.getDescription(), () -> play(interaction)));
    }

    private static void play(V4Interaction interaction) throws Exception {
        JsonNode expected =
                new JsonMapper().readTree(status(interaction).getContents().valueAsString());
        Status status = Status.fromCode(
                        Status.Code.valueOf(expected.path("code").asText()))
                .withDescription(expected.path("description").asText());
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .addService(new Refusing(status))
                .build()
                .start();
        ManagedChannel channel = NettyChannelBuilder.forTarget("127.0.0.1:" + server.getPort())
                .usePlaintext()
                .build();
        try {
            AgentCall call = new AgentCall(channel, "sia_ag_EXAMPLE");
            Status seen = interaction instanceof V4Interaction.SynchronousMessages exchange
                    ? call.refusal(exchange.getRequest())
                    : call.endOfSilence();
            assertThat(Comparison.difference(status(interaction), AgentRefusals.json(seen)))
                    .isEmpty();
        } finally {
            channel.shutdownNow();
            server.shutdownNow();
        }
    }

    /** Ends every call in one way. */
    private static final class Refusing extends AgentServiceGrpc.AgentServiceImplBase {
        private final Status status;

        private Refusing(Status status) {
            this.status = status;
        }

        @Override
        public void enrol(EnrolRequest request, StreamObserver<EnrolResponse> responses) {
            responses.onError(status.asRuntimeException());
        }

        @Override
        public void rotateCredential(
                RotateCredentialRequest request, StreamObserver<RotateCredentialResponse> responses) {
            responses.onError(status.asRuntimeException());
        }

        @Override
        public void confirmCredential(
                ConfirmCredentialRequest request, StreamObserver<ConfirmCredentialResponse> responses) {
            responses.onError(status.asRuntimeException());
        }

        @Override
        public StreamObserver<ConnectRequest> connect(StreamObserver<ConnectResponse> responses) {
            responses.onError(status.asRuntimeException());
            return new StreamObserver<>() {
                @Override
                public void onNext(ConnectRequest frame) {
                    // Too late.
                }

                @Override
                public void onError(Throwable gone) {
                    // The call is over already.
                }

                @Override
                public void onCompleted() {
                    // The call is over already.
                }
            };
        }
    }

    private static MessageContents status(V4Interaction interaction) {
        return switch (interaction) {
            case V4Interaction.SynchronousMessages it -> it.getResponse().getFirst();
            case V4Interaction.AsynchronousMessage it -> it.getContents();
            default -> throw new AssertionError(interaction);
        };
    }
}
