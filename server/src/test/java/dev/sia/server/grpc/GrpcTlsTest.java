package dev.sia.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.sia.server.TestFeatures;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.tls.PemFile;
import dev.sia.server.tls.ServerTls;
import dev.sia.server.tls.TestAuthority;
import dev.sia.server.tls.TlsFiles;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class GrpcTlsTest {
    @RegisterExtension
    static final TestDatabase postgres = AgentEdge.database();

    @TempDir
    Path directory;

    private TestAuthority authority;
    private TestAuthority.Issued shown;
    private @Nullable ServerTls tls;
    private @Nullable AgentEdge edge;

    @BeforeEach
    void prepare() throws IOException, GeneralSecurityException {
        authority = new TestAuthority(directory, "root");
        shown = authority.issue("first");
    }

    private void start(@Nullable Path clientAuthorities) {
        ServerTls encryption = ServerTls.start(new TlsFiles(
                new PemFile("CERT", shown.certificate()),
                new PemFile("KEY", shown.key()),
                Optional.ofNullable(clientAuthorities).map(path -> new PemFile("CA", path))));
        edge = new AgentEdge(
                postgres.database(), AgentEdge.CALM, GrpcSettings.ConnectionLimits.DEFAULT, Optional.of(encryption));
        tls = encryption;
    }

    @AfterEach
    void stop() {
        edge().close();
        tls().close();
    }

    private AgentEdge edge() {
        return Objects.requireNonNull(edge, "not started");
    }

    private ServerTls tls() {
        return Objects.requireNonNull(tls, "not started");
    }

    private ChannelCredentials trusting(TestAuthority.@Nullable Issued client) throws IOException {
        TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder()
                .trustManager(authority.certificate().toFile());
        if (client != null) {
            builder.keyManager(client.certificate().toFile(), client.key().toFile());
        }
        return builder.build();
    }

    private ManagedChannel channel(ChannelCredentials credentials) {
        return Grpc.newChannelBuilderForAddress("localhost", edge().server.port(), credentials)
                .build();
    }

    private String credential(OrganizationId organization) {
        return edge().features
                .agentCredentials
                .enrol(edge().enrolmentToken(organization, 1), "tester", TestFeatures.ORIGIN)
                .credential();
    }

    private void assertLetsIn(ChannelCredentials credentials) {
        ManagedChannel channel = channel(credentials);
        try (TestAgent agent = new TestAgent(channel, credential(edge().organization()))) {
            assertThat(agent.attached().getSessionEpoch()).isEqualTo(1);
        } finally {
            channel.shutdownNow();
        }
    }

    private void assertKeepsOut(ChannelCredentials credentials) {
        ManagedChannel channel = channel(credentials);
        try (TestAgent agent = new TestAgent(channel, credential(edge().organization()))) {
            assertThat(agent.ended().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        } finally {
            channel.shutdownNow();
        }
    }

    private String presented() throws IOException, GeneralSecurityException {
        SSLSocketFactory sockets = authority.client(null).getSocketFactory();
        try (SSLSocket socket =
                (SSLSocket) sockets.createSocket("localhost", edge().server.port())) {
            socket.startHandshake();
            return socket.getSession().getPeerPrincipal().getName();
        }
    }

    @Test
    void letsAgentsInWithTlsAndNobodyWithout() throws IOException {
        start(null);

        assertLetsIn(trusting(null));
        assertKeepsOut(InsecureChannelCredentials.create());
        assertKeepsOut(TlsChannelCredentials.create());
    }

    @Test
    void showsANewCertificateWhileAnOpenStreamGoesOn() throws Exception {
        start(null);
        OrganizationId organization = edge().organization();
        ManagedChannel channel = channel(trusting(null));
        try (TestAgent agent = new TestAgent(channel, credential(organization))) {
            agent.attached();
            edge().offered(organization, "goes on");
            var offer = agent.next().getOffer();
            agent.accept(offer);
            assertThat(agent.logged(offer, 1, "one")).isEqualTo(1);
            assertThat(presented()).isEqualTo("CN=first");

            TestAuthority.Issued next = authority.issue("second");
            Files.copy(next.certificate(), shown.certificate(), StandardCopyOption.REPLACE_EXISTING);
            Files.copy(next.key(), shown.key(), StandardCopyOption.REPLACE_EXISTING);
            // By itself, without anybody telling it.
            await().until(() -> presented().equals("CN=second"));

            assertThat(agent.logged(offer, 2, "two")).isEqualTo(2);
            assertLetsIn(trusting(null));
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void asksAgentsForACertificateWhenItKnowsWhoSignsThem() throws Exception {
        TestAuthority others = new TestAuthority(directory, "others");
        TestAuthority.Issued good = authority.issue("agent");
        TestAuthority.Issued foreign = others.issue("foreign");
        Path trusted = Files.copy(authority.certificate(), directory.resolve("client-ca.pem"));
        start(trusted);

        assertLetsIn(trusting(good));
        assertKeepsOut(trusting(null));
        assertKeepsOut(trusting(foreign));

        Files.copy(others.certificate(), trusted, StandardCopyOption.REPLACE_EXISTING);
        // If it has not seen by itself.
        tls().look();
        assertLetsIn(trusting(foreign));
        assertKeepsOut(trusting(good));
    }

    @Test
    void speaksNoOldVersion() throws Exception {
        start(null);
        SSLSocketFactory sockets = authority.client(null).getSocketFactory();
        try (SSLSocket socket =
                (SSLSocket) sockets.createSocket("localhost", edge().server.port())) {
            assertThat(socket.getSupportedProtocols()).contains("TLSv1.1");
            socket.setEnabledProtocols(new String[] {"TLSv1.1"});
            assertThatExceptionOfType(IOException.class).isThrownBy(socket::startHandshake);
        }
        try (SSLSocket socket =
                (SSLSocket) sockets.createSocket("localhost", edge().server.port())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
        }
    }
}
