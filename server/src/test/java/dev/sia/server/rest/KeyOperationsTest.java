package dev.sia.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sia.server.Features;
import dev.sia.server.TestSql;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.identity.Role;
import dev.sia.server.identity.Scope;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class KeyOperationsTest {
    private static final String JOB = """
            {"prompt": "Add a flag.", "repository": {"url": "https://git.example.com/acme/app.git", "baseBranch": "main"}}""";

    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private TestRest rest;

    @BeforeEach
    void start(@TempDir Path directory) {
        rest = new TestRest(postgres.database(), directory);
        rest.get(rest.at(""));
    }

    @AfterEach
    void stop() {
        rest.close();
    }

    private JsonNode create(String name, String more) {
        TestRest.Answer answer = rest.post(
                rest.at("/api-keys"),
                "{\"name\": \"" + name + "\", \"scopes\": [\"jobs:read\", \"jobs:write\"]" + more + "}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        return answer.json();
    }

    @Test
    void makesAKeyThatCallsAndIsKnownByItsName() {
        JsonNode created = create("nightly", ", \"expiresInSeconds\": 3600");
        String key = created.path("key").asText();
        JsonNode me = rest.get("/v1/me", key).json();

        assertThat(me.path("kind").asText()).isEqualTo("api_key");
        assertThat(me.path("id").asText()).isEqualTo(created.at("/apiKey/id").asText());
        assertThat(me.path("name").asText()).isEqualTo("nightly");
        assertThat(Instant.parse(me.path("expiresAt").asText())).isAfter(Instant.now());
        assertThat(me.path("organizations")).hasSize(1);
        assertThat(me.at("/organizations/0/scopes").toString()).isEqualTo("[\"jobs:read\",\"jobs:write\"]");
        assertThat(me.at("/organizations/0").has("role")).isFalse();
        assertThat(rest.get("/v1/organizations", key).json().path("items")).isEqualTo(me.path("organizations"));

        JsonNode job = rest.post(rest.at("/jobs"), JOB, key).json();
        assertThat(job.at("/createdBy/kind").asText()).isEqualTo("api_key");
        assertThat(job.at("/createdBy/name").asText()).isEqualTo("nightly");
    }

    @Test
    void aKeyWithoutAnEndSaysNone() {
        String key = create("ever", "").path("key").asText();
        assertThat(rest.get("/v1/me", key).json().has("expiresAt")).isFalse();
    }

    @Test
    void refusesWhatIsNoWishForAKey() {
        for (String wish : List.of(
                "{\"name\": \"x\", \"scopes\": []}",
                "{\"name\": \"\", \"scopes\": [\"jobs:read\"]}",
                "{\"name\": \"x\", \"scopes\": [\"jobs:all\"]}",
                "{\"name\": \"x\", \"scopes\": [\"jobs:read\"], \"expiresInSeconds\": 59}",
                "{\"name\": \"x\", \"scopes\": [null]}",
                "{\"name\": \"x\", \"scopes\": [\"jobs:read\"], \"organizationId\": \"y\"}")) {
            assertThat(rest.post(rest.at("/api-keys"), wish).status()).as(wish).isEqualTo(400);
        }
    }

    @Test
    void listsInPagesAndShowsNoSecret() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ids.add(create("key " + i, "").at("/apiKey/id").asText());
        }
        JsonNode first = rest.get(rest.at("/api-keys?limit=2")).json();
        JsonNode second = rest.get(rest.at(
                        "/api-keys?limit=2&cursor=" + first.path("nextCursor").asText()))
                .json();

        assertThat(first.path("items"))
                .extracting(item -> item.path("id").asText())
                .isEqualTo(ids.subList(0, 2));
        assertThat(second.at("/items/0/id").asText()).isEqualTo(ids.get(2));
        assertThat(second.has("nextCursor")).isFalse();
        assertThat(first.toString()).doesNotContain("sia_sk_", "secret", "hash");
    }

    @Test
    void revokesAtOnceAndOnlyOnce() {
        JsonNode created = create("short", "");
        String key = created.path("key").asText();
        String path = rest.at("/api-keys/" + created.at("/apiKey/id").asText());
        assertThat(rest.get("/v1/me", key).status()).isEqualTo(200);

        JsonNode revoked = rest.send(rest.request(path, rest.owner).DELETE()).json();
        assertThat(revoked.at("/revokedBy/name").asText()).isEqualTo("ada@example.com");
        assertThat(rest.get("/v1/me", key).status()).isEqualTo(401);
        assertThat(rest.send(rest.request(path, rest.owner).DELETE()).json()).isEqualTo(revoked);
        assertThat(rest.get(path).json()).isEqualTo(revoked);
        assertThat(rest.get(rest.at("/events?type=api_key.created&type=api_key.revoked"))
                        .json()
                        .path("items")
                        .findValuesAsText("type"))
                .containsExactly("api_key.created", "api_key.revoked");
    }

    @Test
    void anotherOrganizationsKeyIsOneThatDoesNotExist() {
        String path = "/api-keys/" + create("mine", "").at("/apiKey/id").asText();
        String theirs = "/v1/organizations/" + rest.foreign;
        rest.get(theirs, rest.outsider);

        for (HttpRequest.Builder request : List.of(
                rest.request(theirs + path, rest.outsider).GET(),
                rest.request(theirs + path, rest.outsider).DELETE(),
                rest.request(rest.at(path), rest.outsider).GET(),
                rest.request(theirs + "/jobs", rest.key(Set.of(Scope.JOBS_READ)))
                        .GET())) {
            assertThat(rest.send(request).status()).isEqualTo(404);
        }
    }

    @Test
    void theSameIdempotencyKeyOfAKeyAndOfAUserWithItsIdAreTwo() {
        JsonNode created = create("nightly", "");
        String sameId = rest.token(created.at("/apiKey/id").asText(), rest.organization, Role.OWNER);

        String first = idempotent(created.path("key").asText());
        assertThat(idempotent(created.path("key").asText())).isEqualTo(first);
        assertThat(idempotent(sameId)).isNotEqualTo(first);
    }

    private String idempotent(String credential) {
        return rest.send(rest.request(rest.at("/jobs"), credential)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", "once")
                        .POST(HttpRequest.BodyPublishers.ofString(JOB)))
                .json()
                .path("id")
                .asText();
    }

    /** Whoever writes takes a transaction id; who only reads does not. */
    @Test
    void aRequestWithACredentialWritesNothing() {
        String key = create("reader", "").path("key").asText();
        String job = rest.at("/jobs/"
                + UUID.fromString(
                        rest.post(rest.at("/jobs"), JOB).json().path("id").asText()));
        int requests = 200;
        long before = nextTransactionId();
        for (int i = 0; i < requests; i++) {
            assertThat(rest.get(job, i % 2 == 0 ? key : rest.owner).status()).isEqualTo(200);
        }

        assertThat(nextTransactionId() - before).isLessThan(requests / 10);
    }

    private static long nextTransactionId() {
        return new TestSql(postgres.database())
                .column(Long.class, "select pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
                .getFirst();
    }
}
