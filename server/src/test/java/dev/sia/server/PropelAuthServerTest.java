package dev.sia.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.server.identity.propelauth.PropelAuthStandIn;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole server that believes a PropelAuth, and starts again while that one is away. Runs before the server is packaged: its
 * jar brings the changelogs a second time.
 */
class PropelAuthServerTest {
    @TempDir
    Path directory;

    private final UUID organization = UUID.randomUUID();

    private Server start(PropelAuthStandIn provider) {
        Map<String, String> environment = new HashMap<>();
        for (String port : new String[] {"HTTP", "GRPC", "MANAGEMENT"}) {
            environment.put("SIA_" + port + "_PORT", "0");
        }
        environment.put("SIA_DATA_DIR", directory.toString());
        environment.put(
                "SIA_DATABASE_PROGRAMS_DIR",
                Path.of("target", "test-postgres", "programs").toAbsolutePath().toString());
        environment.put("SIA_PROPELAUTH_URL", provider.origin());
        environment.put("SIA_PROPELAUTH_INTEGRATION_KEY", PropelAuthStandIn.INTEGRATION_KEY);
        return Server.start(ServerConfig.read(environment));
    }

    private HttpResponse<String> members(Server server, String credential) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(
                                    server.addresses().httpUrl() + "/v1/organizations/" + organization + "/members"))
                            .header("Authorization", "Bearer " + credential)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private void assertStatus(int status, Server server, String credential) throws IOException, InterruptedException {
        HttpResponse<String> answer = members(server, credential);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 503);
    }

    @Test
    void itsTokensAndApiKeysAreTakenAndTheLastGoodKeyOutlivesARestart() throws Exception {
        try (PropelAuthStandIn provider = new PropelAuthStandIn();
                PropelAuthStandIn stranger = new PropelAuthStandIn()) {
            try (Server server = start(provider)) {
                HttpResponse<String> answer = members(server, provider.token(organization, Instant.now()));
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).contains("ada@example.com", "\"admin\"");
                assertStatus(200, server, provider.personalKey(organization, "Member"));
                assertStatus(404, server, provider.token(UUID.randomUUID(), Instant.now()));
                assertStatus(401, server, "0123456789abcdef0123456789abcdef");
                assertStatus(401, server, stranger.token(organization, Instant.now()));
            }
            Path kept = directory.resolve("propelauth-keys.json");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
                    .isEqualTo("rw-------");
            assertThat(Files.readString(kept)).contains("PUBLIC KEY").doesNotContain(PropelAuthStandIn.INTEGRATION_KEY);

            String key = provider.personalKey(organization, "Member");
            provider.goAway();
            try (Server server = start(provider)) {
                assertStatus(200, server, provider.token(organization, Instant.now()));
                assertStatus(503, server, key);
                assertStatus(401, server, stranger.token(organization, Instant.now()));
                // Signed by a key that may be its newest one, for all that can be known now.
                assertStatus(503, server, provider.tokenOfANewKey(organization, Instant.now()));
            }
        }
    }
}
