package dev.sia.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.sia.server.Features;
import dev.sia.server.attempt.AttemptTimes;
import dev.sia.server.db.Database;
import dev.sia.server.db.DatabaseSettings;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.error.StartFailure;
import dev.sia.server.limit.TestLimits;
import dev.sia.server.organization.OrganizationId;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcServerTest {
    @RegisterExtension
    static final TestDatabase postgres = AgentEdge.database();

    private static GrpcServer another(AgentEdge edge, String host, int port) {
        AgentStreams streams = new AgentStreams();
        SessionTerms terms = new SessionTerms("node-2", "1.2.3", AgentEdge.CALM, LogLimits.DEFAULT);
        AgentGrpc service = new AgentGrpc(
                new AgentAccess(edge.features.agentCredentials, edge.features.denials, TestLimits.limits()),
                edge.features.agentSessions,
                edge.features.agentHeartbeats,
                edge.features.attemptReports,
                edge.features.attemptLogs,
                streams,
                terms);
        return new GrpcServer(new GrpcSettings(host, port), service, streams, terms.logLimits());
    }

    @Test
    void namesTheSettingWhenThePortIsTaken() {
        try (AgentEdge edge = new AgentEdge(postgres.database(), AgentEdge.CALM);
                GrpcServer second = another(edge, "127.0.0.1", edge.server.port())) {
            assertThatExceptionOfType(StartFailure.class)
                    .isThrownBy(second::start)
                    .withMessageContaining("SIA_GRPC_PORT")
                    .withMessageContaining(String.valueOf(edge.server.port()))
                    .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("\n"));
        }
    }

    @Test
    void namesTheSettingWhenTheHostIsUnknown() {
        try (AgentEdge edge = new AgentEdge(postgres.database(), AgentEdge.CALM);
                GrpcServer second = another(edge, "no-such-host.invalid", 0)) {
            assertThatExceptionOfType(StartFailure.class)
                    .isThrownBy(second::start)
                    .withMessageContaining("SIA_GRPC_HOST");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
                "grpc.health.v1.Health/Check",
                "sia.agent.v1.AgentService/Unknown"
            })
    void servesNothingThatIsNotInTheContract(String method) {
        try (AgentEdge edge = new AgentEdge(postgres.database(), AgentEdge.CALM)) {
            MethodDescriptor<byte[], byte[]> descriptor = MethodDescriptor.<byte[], byte[]>newBuilder()
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName(method)
                    .setRequestMarshaller(new Bytes())
                    .setResponseMarshaller(new Bytes())
                    .build();

            assertThatExceptionOfType(StatusRuntimeException.class)
                    .isThrownBy(() ->
                            ClientCalls.blockingUnaryCall(edge.channel, descriptor, CallOptions.DEFAULT, new byte[0]))
                    .satisfies(
                            refusal -> assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED));
        }
    }

    @Test
    void acknowledgesNothingWhileTheDatabaseDoesNotAnswer() {
        DatabaseSettings all = postgres.settings();
        DatabaseSettings one = new DatabaseSettings(all.url(), all.user(), all.password(), 1);
        AttemptTimes calm = AgentEdge.CALM;
        try (Database database = new Database(one, Features.MAPPERS);
                AgentEdge edge = new AgentEdge(database, calm)) {
            OrganizationId organization = edge.organization();
            String credential = edge.agent(organization);
            TestAgent agent = edge.connect(credential);
            agent.attached();
            var job = edge.offered(organization, "stalled");
            var offer = agent.next().getOffer();
            agent.accept(offer);
            assertThat(agent.logged(offer, 1, "one")).isEqualTo(1);

            // The only connection is taken for longer than anybody waits for one.
            database.runAcrossOrganizations(tx -> {
                assertThat(tx.connection()).isNotNull();
                agent.log(TestAgent.batch(offer, 2, "two"));
                Status end = agent.ended();
                assertThat(end.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
                assertThat(end.getDescription()).contains("database");
            });

            assertThat(agent.hasHeardNothing()).isTrue();
            assertThat(edge.logOf(job)).containsExactly("1 one");
            await().until(() -> {
                try (TestAgent again = edge.connect(credential)) {
                    return again.attached(TestAgent.held(offer, 1))
                                    .getVerdicts(0)
                                    .getAckedLogSeq()
                            == 1;
                }
            });
        }
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            return new byte[0];
        }
    }
}
