package dev.sia.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.sia.api.agent.v1.AgentServiceGrpc;
import dev.sia.api.agent.v1.EnrolRequest;
import dev.sia.api.agent.v1.Offer;
import dev.sia.server.attempt.AttemptTimes;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.organization.OrganizationId;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whoever floods the port loses his connection or his call, and an agent beside him goes on with its session. */
class FloodTest {
    @RegisterExtension
    static final TestDatabase postgres = AgentEdge.database();

    private static final AttemptTimes HASTY =
            new AttemptTimes(Duration.ofMinutes(1), Duration.ofMillis(300), Duration.ofMinutes(2), Duration.ofHours(1));
    private static final int MOST_TRIES = 50_000;
    private static final int FRAME_BYTES = 16_384;
    private static final Map<String, String> STRANGER = Map.of("authorization", "Bearer sia_en_unknown");

    private AgentEdge edge;
    private OrganizationId organization;
    private TestAgent neighbour;
    private Offer offer;
    private long logged;

    @BeforeEach
    void start() {
        start(GrpcSettings.ConnectionLimits.DEFAULT, AgentEdge.CALM);
    }

    private void start(GrpcSettings.ConnectionLimits limits, AttemptTimes times) {
        edge = new AgentEdge(postgres.database(), times, limits);
        organization = edge.organization();
        neighbour = edge.connect(edge.agent(organization));
        assertThat(neighbour.attached().getSessionEpoch()).isEqualTo(1);
        edge.offered(organization, "goes on");
        offer = neighbour.next().getOffer();
        neighbour.accept(offer);
        logged = 0;
        assertNeighbourGoesOn();
    }

    private void restart(GrpcSettings.ConnectionLimits limits, AttemptTimes times) {
        stop();
        start(limits, times);
    }

    @AfterEach
    void stop() {
        neighbour.close();
        edge.close();
    }

    private void assertNeighbourGoesOn() {
        logged++;
        assertThat(neighbour.logged(offer, logged, "line " + logged)).isEqualTo(logged);
        assertThat(neighbour.isOpen()).isTrue();
    }

    private RawHttp2 nuisance() throws IOException {
        return new RawHttp2(edge.server.port());
    }

    @Test
    void endsAConnectionThatBreaksOffCallsOverAndOver() throws IOException {
        try (RawHttp2 client = nuisance()) {
            int calls = 0;
            while (calls < MOST_TRIES
                    && client.call(2 * calls + 1, "Connect", STRANGER)
                    && client.write(RawHttp2.RST_STREAM, 0, 2 * calls + 1, RawHttp2.code(RawHttp2.CANCEL))) {
                calls++;
            }

            assertThat(client.awaitEnd()).isIn(Optional.of(RawHttp2.ENHANCE_YOUR_CALM), Optional.empty());
            assertNeighbourGoesOn();
        }
    }

    @Test
    void refusesCallsThatAreTooManyAtATime() throws IOException {
        try (RawHttp2 client = nuisance()) {
            int more = 20;
            for (int call = 0; call < 100 + more; call++) {
                client.call(2 * call + 1, "Enrol", STRANGER);
            }

            await().until(() -> client.resets().size() >= more || !client.isOpen());
            assertThat(client.resets().values()).containsOnly(RawHttp2.REFUSED_STREAM);
            assertThat(client.resets().keySet()).allMatch(stream -> stream > 200);
            assertNeighbourGoesOn();
        }
    }

    @Test
    void endsAConnectionThatGoesOnOpeningRefusedCalls() throws IOException {
        try (RawHttp2 client = nuisance()) {
            int calls = 0;
            while (calls < MOST_TRIES && client.call(2 * calls + 1, "Enrol", STRANGER)) {
                calls++;
            }

            assertThat(client.awaitEnd()).isIn(Optional.of(RawHttp2.ENHANCE_YOUR_CALM), Optional.empty());
            assertNeighbourGoesOn();
        }
    }

    @Test
    void endsAConnectionThatSendsPingsWithoutEnd() throws IOException {
        try (RawHttp2 client = nuisance()) {
            int pings = 0;
            while (pings < MOST_TRIES && client.write(RawHttp2.PING, 0, 0, new byte[8])) {
                pings++;
            }

            assertThat(client.awaitEnd()).isIn(Optional.of(RawHttp2.ENHANCE_YOUR_CALM), Optional.empty());
            assertNeighbourGoesOn();
        }
    }

    @Test
    void endsAConnectionWhoseHeadersDoNotEnd() throws IOException {
        try (RawHttp2 client = nuisance()) {
            client.write(RawHttp2.HEADERS, 0, 1, RawHttp2.headers("Connect", STRANGER));
            byte[] more = RawHttp2.headers("Connect", Map.of("x-more", "x".repeat(FRAME_BYTES - 400)));
            int frames = 0;
            while (frames < MOST_TRIES && client.write(RawHttp2.CONTINUATION, 0, 1, more)) {
                frames++;
            }

            client.awaitEnd();
            assertNeighbourGoesOn();
        }
    }

    @Test
    void refusesMetadataThatIsTooLarge() throws IOException {
        Metadata large = new Metadata();
        large.put(Metadata.Key.of("x-large", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(9 * 1024));
        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() -> AgentServiceGrpc.newBlockingStub(edge.channel)
                        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(large))
                        .enrol(EnrolRequest.getDefaultInstance()));

        try (RawHttp2 client = nuisance()) {
            client.call(1, "Connect", Map.of("x-large", "x".repeat(9 * 1024)));
            await().until(() -> !client.isOpen() || client.resets().containsKey(1));
            assertNeighbourGoesOn();
        }
    }

    @Test
    void endsACallWhoseFirstFrameDoesNotCome() {
        restart(GrpcSettings.ConnectionLimits.DEFAULT, HASTY);
        try (TestAgent silent = edge.connect(edge.agent(organization))) {
            Status end = silent.ended();
            assertThat(end.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            assertThat(end.getDescription()).contains("Attach");
            assertNeighbourGoesOn();
        }
    }

    @Test
    void closesConnectionsThatAreTooManyFromOneAddress() throws IOException {
        restart(new GrpcSettings.ConnectionLimits(20, 10), AgentEdge.CALM);
        List<Socket> flood = new ArrayList<>();
        try {
            int port = edge.server.port();
            for (int i = 0; i < 50; i++) {
                flood.add(new Socket(InetAddress.getByName("127.0.0.1"), port));
            }

            await().until(() -> flood.stream().filter(FloodTest::isClosed).count() >= 40);
            assertThat(edge.server.connectionCount()).isLessThanOrEqualTo(10);
            assertNeighbourGoesOn();
        } finally {
            for (Socket socket : flood) {
                socket.close();
            }
        }
        await().until(() -> edge.server.connectionCount() == 1);
        try (RawHttp2 again = nuisance()) {
            again.call(1, "Connect", STRANGER);
            await().until(() -> edge.server.connectionCount() == 2);
            assertThat(again.isOpen()).isTrue();
        }
    }

    /** The server says something first on a connection that it keeps. */
    private static boolean isClosed(Socket socket) {
        try {
            socket.setSoTimeout(100);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException broken) {
            return true;
        }
    }
}
