package dev.sia.contracts.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sia.api.live.Topic;
import dev.sia.api.model.Agent;
import dev.sia.cli.agent.session.ServerAddress;
import dev.sia.contracts.EmbeddedAgent;
import dev.sia.contracts.node.LocalNode;
import dev.sia.contracts.node.TestAuthority;
import dev.sia.contracts.node.TestTemporal;
import dev.sia.sdk.RetryPolicy;
import dev.sia.sdk.SiaClient;
import dev.sia.sdk.error.SiaUnavailableException;
import dev.sia.sdk.live.EventOptions;
import dev.sia.sdk.live.EventRecord;
import dev.sia.sdk.live.LiveEvents;
import dev.sia.server.error.StartFailure;
import dev.sia.server.identity.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole server with TLS on both ports, the real SDK and the reference agent, and what people read when they do not fit. */
class TlsIT {
    private static final EmbeddedAgent.Commands NOTHING = new EmbeddedAgent.Commands("true", "");
    private static final UUID ORGANIZATION = UUID.randomUUID();

    @TempDir
    static Path directory;

    private static TestAuthority authority;
    private static TestAuthority.Issued server;
    private static TestAuthority.Issued agentCertificate;
    private static LocalNode node;

    @TempDir
    Path state;

    @BeforeAll
    static void start() throws IOException, GeneralSecurityException {
        authority = new TestAuthority(directory, "root");
        server = authority.issue("server");
        agentCertificate = authority.issue("agent");
        node = new LocalNode(Files.createDirectory(directory.resolve("data")), settings());
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(TestTemporal.outside());
        settings.put("SIA_HTTP_TLS_CERT_FILE", server.certificate().toString());
        settings.put("SIA_HTTP_TLS_KEY_FILE", server.key().toString());
        settings.put("SIA_GRPC_TLS_CERT_FILE", server.certificate().toString());
        settings.put("SIA_GRPC_TLS_KEY_FILE", server.key().toString());
        settings.put("SIA_GRPC_TLS_CLIENT_CA_FILE", authority.certificate().toString());
        return settings;
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static SiaClient.Builder client() {
        return SiaClient.builder()
                .baseUrl(node.addresses().httpUrl())
                .retries(RetryPolicy.NONE)
                .token(() -> node.token(ORGANIZATION, Role.OWNER));
    }

    private EmbeddedAgent agent(SiaClient client, ServerAddress address) {
        client.organizations().get(ORGANIZATION);
        String token = client.agents(ORGANIZATION)
                .createEnrolmentToken(Duration.ofHours(1), 1)
                .getToken();
        return new EmbeddedAgent(address, token, state, NOTHING, Duration.ofDays(1));
    }

    private static ServerAddress address(boolean tls, Optional<Path> trusted) {
        return ServerAddress.parse(node.addresses().grpcTarget(), tls, trusted);
    }

    @Test
    void servesPeopleAndAgentsThatKnowEachOther() throws Exception {
        assertThat(node.addresses().httpUrl()).startsWith("https://");
        assertThat(node.addresses().grpcTls()).isTrue();
        ServerAddress address = address(true, Optional.of(authority.certificate()))
                .showing(agentCertificate.certificate(), agentCertificate.key());
        try (SiaClient client =
                        client().trustedCertificates(authority.certificate()).build();
                EmbeddedAgent _ = agent(client, address)) {
            await().atMost(30, TimeUnit.SECONDS)
                    .until(() -> client.agents(ORGANIZATION).list().anyMatch(Agent::getConnected));
            try (LiveEvents events = client.live()
                    .events(ORGANIZATION, EventOptions.topic(Topic.ORGANIZATION).after(0))) {
                assertThat(events.iterator().next()).isInstanceOf(EventRecord.Happened.class);
            }
        }
    }

    private void assertSays(ServerAddress address, String words) throws InterruptedException {
        try (SiaClient client =
                        client().trustedCertificates(authority.certificate()).build();
                EmbeddedAgent agent = agent(client, address)) {
            await().atMost(60, TimeUnit.SECONDS).until(agent::hasEnded);
            assertThatThrownBy(agent::awaitFailure).rootCause().hasMessageContaining(words);
            assertThat(client.agents(ORGANIZATION).list().filter(Agent::getConnected))
                    .isEmpty();
        }
    }

    @Test
    void tellsAnAgentWithoutTls() throws Exception {
        assertSays(address(false, Optional.empty()), "wants TLS: --tls");
    }

    @Test
    void tellsAnAgentThatDoesNotTrustTheServer() throws Exception {
        assertSays(address(true, Optional.empty()), "--tls-ca");
    }

    @Test
    void tellsAnAgentWithoutACertificate() throws Exception {
        assertSays(address(true, Optional.of(authority.certificate())), "--tls-cert");
    }

    @Test
    void tellsPeopleThatTheServerSpeaksHttps() {
        String plain = node.addresses().httpUrl().replace("https://", "http://");
        try (SiaClient client = client().baseUrl(plain).build()) {
            assertThatExceptionOfType(SiaUnavailableException.class)
                    .isThrownBy(client::me)
                    .withMessageContaining("perhaps the server speaks https there");
        }
    }

    @Test
    void tellsPeopleWhoseClientDoesNotTrustTheServer() {
        try (SiaClient client = client().build()) {
            assertThatExceptionOfType(SiaUnavailableException.class)
                    .isThrownBy(client::me)
                    .withMessageContaining("nobody whom this client trusts");
        }
    }

    @Test
    void doesNotStartWithABrokenFile() throws IOException {
        Path broken = Files.writeString(directory.resolve("broken.pem"), "no certificate");
        Map<String, String> settings = settings();
        settings.put("SIA_HTTP_TLS_CERT_FILE", broken.toString());
        Path data = Files.createDirectory(directory.resolve("data-of-none"));
        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(() -> new LocalNode(data, settings).close())
                .withMessageContainingAll("SIA_HTTP_TLS_CERT_FILE", broken.toString());
    }
}
