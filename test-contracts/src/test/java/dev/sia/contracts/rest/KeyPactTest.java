package dev.sia.contracts.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sia.api.model.ApiKey;
import dev.sia.api.model.CallerKind;
import dev.sia.api.model.CreatedApiKey;
import dev.sia.api.model.Me;
import dev.sia.api.model.Scope;
import dev.sia.sdk.SiaClient;
import dev.sia.sdk.error.SiaException;
import dev.sia.sdk.error.SiaForbiddenException;
import dev.sia.sdk.error.SiaNotFoundException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the Java SDK asks about API keys, and as one. */
class KeyPactTest {
    private static final String ORGANIZATION_PATH = "/v1/organizations/${organizationId}";
    private static final String KEYS = ORGANIZATION_PATH + "/api-keys";
    private static final UUID ORGANIZATION = UUID.fromString(RestInteraction.EXAMPLES.get("organizationId"));
    private static final UUID KEY = UUID.fromString(RestInteraction.EXAMPLES.get("keyId"));
    private static final List<Scope> SCOPES = List.of(Scope.JOBS_READ, Scope.JOBS_WRITE);

    @RegisterExtension
    static final ConsumerPact PACT = new ConsumerPact(SdkPactTest.CONSUMER + "-keys");

    private static void play(RestInteraction interaction, Consumer<SiaClient> use) {
        PACT.play(interaction, url -> {
            try (SiaClient client =
                    SiaClient.builder().baseUrl(url).token(() -> "token").build()) {
                use.accept(client);
            }
        });
    }

    private static <E extends SiaException> E refused(Class<E> type, Runnable call) {
        E thrown = catchThrowableOfType(type, call::run);
        assertThat(thrown).isNotNull();
        return thrown;
    }

    private static RestInteraction create(String description, String state) {
        return RestInteraction.of("createApiKey", description)
                .given(state)
                .when("POST", KEYS)
                .sending("""
                        {"name": "nightly build", "scopes": ["jobs:read", "jobs:write"], "expiresInSeconds": 7776000}""");
    }

    private static CreatedApiKey create(SiaClient client) {
        return client.keys(ORGANIZATION).create("nightly build", SCOPES, Duration.ofDays(90));
    }

    @Test
    void createApiKey() {
        play(
                create("an API key for 90 days", "an organization and its owner")
                        .answers(201, RestExamples.createdKey()),
                client -> {
                    CreatedApiKey created = create(client);
                    assertThat(created.getKey()).startsWith("sia_sk_");
                    assertThat(created.getApiKey().getScopes()).isEqualTo(SCOPES);
                    assertThat(created.getApiKey().getExpiresAt()).isNotNull();
                });
    }

    @Test
    void createApiKeyAsAViewer() {
        play(
                create("an API key, by a viewer", "an organization and a viewer of it")
                        .refuses(403, "forbidden", "Not allowed", ""),
                client -> refused(SiaForbiddenException.class, () -> create(client)));
    }

    @Test
    void listApiKeys() {
        play(
                RestInteraction.of("listApiKeys", "the API keys of an organization")
                        .given("an API key")
                        .when("GET", KEYS)
                        .query("limit", "100")
                        .answers(200, RestExamples.keys()),
                client -> assertThat(client.keys(ORGANIZATION).list())
                        .singleElement()
                        .extracting(ApiKey::getName)
                        .isEqualTo("nightly build"));
    }

    @Test
    void getApiKey() {
        play(
                RestInteraction.of("getApiKey", "one API key")
                        .given("an API key")
                        .when("GET", KEYS + "/${keyId}")
                        .answers(200, RestExamples.key()),
                client -> assertThat(client.keys(ORGANIZATION).get(KEY).getExpiresAt())
                        .isNull());
    }

    @Test
    void getApiKeyThatIsNotThere() {
        play(
                RestInteraction.of("getApiKey", "an API key that is not there")
                        .given("an organization and its owner")
                        .when("GET", KEYS + "/" + KEY)
                        .refuses(404, "not_found", "Not found", ""),
                client -> refused(
                        SiaNotFoundException.class,
                        () -> client.keys(ORGANIZATION).get(KEY)));
    }

    @Test
    void revokeApiKey() {
        play(
                RestInteraction.of("revokeApiKey", "an API key is revoked")
                        .given("an API key")
                        .when("DELETE", KEYS + "/${keyId}")
                        .answers(200, RestExamples.revokedKey()),
                client -> assertThat(client.keys(ORGANIZATION).revoke(KEY).getRevokedAt())
                        .isNotNull());
    }

    @Test
    void getMeAsAnApiKey() {
        play(
                RestInteraction.of("getMe", "who am I, asked by an API key")
                        .given("a caller that is an API key")
                        .when("GET", "/v1/me")
                        .answers(200, RestExamples.meAsKey()),
                client -> {
                    Me me = client.me();
                    assertThat(me.getKind()).isEqualTo(CallerKind.API_KEY);
                    assertThat(me.getExpiresAt()).isNull();
                    assertThat(me.getOrganizations())
                            .singleElement()
                            .satisfies(it -> assertThat(it.getScopes()).isEqualTo(SCOPES));
                });
    }

    @Test
    void listApiKeysAsAKeyWithoutTheScope() {
        play(
                RestInteraction.of("listApiKeys", "the API keys, asked for by one that may not")
                        .given("a caller that is an API key")
                        .when("GET", KEYS)
                        .query("limit", "1")
                        .refuses(403, "forbidden", "Not allowed", ""),
                client -> refused(
                        SiaForbiddenException.class,
                        () -> client.keys(ORGANIZATION).page(null, 1)));
    }
}
