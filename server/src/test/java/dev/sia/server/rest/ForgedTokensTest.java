package dev.sia.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sia.server.Features;
import dev.sia.server.db.TestDatabase;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Every known attack on signed tokens (RFC 8725 and more), through the whole server: each gets the same 401. */
class ForgedTokensTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    @TempDir
    static Path directory;

    private static TestRest rest;
    private static ForgedTokens tokens;

    @BeforeAll
    static void start() {
        rest = new TestRest(postgres.database(), directory);
        tokens = new ForgedTokens(rest.issuer, directory, rest.organization.value());
    }

    @AfterAll
    static void stop() {
        rest.close();
    }

    @Test
    void aTokenWithNothingWrongIsTaken() {
        TestRest.Answer answer = rest.get(rest.at(""), tokens.good());
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("role").asText()).isEqualTo("viewer");
    }

    @Test
    void whateverIsWrongTheAnswerIsTheSame() throws Exception {
        String refusal = anonymous(rest.get("/v1/me", "x"));
        assertThat(refusal).contains("\"unauthenticated\"");
        try (ServerSocket keys = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Map<String, String> forged = tokens.all(keys.getLocalPort());
            assertThat(forged).hasSizeGreaterThan(200);
            SoftAssertions softly = new SoftAssertions();
            forged.forEach((wrong, token) -> {
                TestRest.Answer answer = rest.get(rest.at(""), token);
                softly.assertThat(answer.status()).as(wrong).isEqualTo(401);
                softly.assertThat(anonymous(answer)).as(wrong).isEqualTo(refusal);
                softly.assertThat(answer.header("WWW-Authenticate")).as(wrong).isEqualTo("Bearer");
            });
            softly.assertAll();
            assertNobodyCame(keys);
        }
    }

    /** But for the request's id. */
    private static String anonymous(TestRest.Answer answer) {
        String id = answer.json().path("requestId").asText();
        assertThat(id).as(answer.text()).isNotEmpty();
        return answer.text().replace(id, "");
    }

    /** Nobody has gone where a token said that its key is. A connection would wait in the socket's backlog. */
    private static void assertNobodyCame(ServerSocket keys) throws Exception {
        keys.setSoTimeout(1);
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(keys::accept);
    }
}
