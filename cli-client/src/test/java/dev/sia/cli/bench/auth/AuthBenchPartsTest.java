package dev.sia.cli.bench.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sia.cli.FakeSia;
import dev.sia.cli.bench.Percentiles;
import dev.sia.cli.bench.Target;
import dev.sia.cli.bench.Yardstick;
import dev.sia.cli.bench.auth.AuthFigures.Load;
import dev.sia.cli.profile.DevelopmentServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthBenchPartsTest {
    private static Load load(double perSecond, int wrong) {
        return new Load(1, perSecond, Percentiles.ofNanos(new long[] {1}), wrong);
    }

    /** Under whatever conditions. */
    @Test
    @SuppressWarnings("NullAway")
    void targetsOfRatesAreScaledByTheSelectsOfTheMachine() throws Exception {
        Yardstick half = new Yardstick("18", true, 1, 25_000, 1, 1, 0, null);
        AuthReport report = new AuthReport(
                null,
                half,
                32,
                new AuthFigures.Keys(150, load(3_300, 1), load(3_200, 2), 0.03),
                new AuthFigures.Tokens(9, load(1, 4), load(1, 8), 0.2),
                load(600, 16));

        assertThat(report.targets())
                .extracting(Target::figure, Target::targetHere, Target::met)
                .containsExactly(
                        tuple("getJob with an API key", 3_000.0, true),
                        tuple("checks of 150 keys", 0.05, true),
                        tuple("list of 50 jobs with an API key", 750.0, false));
        assertThat(report.wrong()).isEqualTo(31);
        assertThat(AuthFigures.cost(load(1_000, 0), load(949, 0))).isEqualTo(0.051);
    }

    @Test
    void freshTokensSayTheSameUnderTheSameKeyAndAreAllDifferent(@TempDir Path data) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        Path identity = Files.createDirectories(data.resolve("identity"));
        Files.writeString(
                identity.resolve("key.pem"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(keys.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----");
        Files.writeString(
                identity.resolve("token"),
                "head." + encoder.encodeToString("{\"sub\":\"ada\"}".getBytes(StandardCharsets.UTF_8)) + ".x");

        List<String> tokens = FreshTokens.of(server(data)).make(3);

        assertThat(tokens).doesNotHaveDuplicates().hasSize(3).allSatisfy(token -> {
            String[] parts = token.split("\\.");
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(keys.getPublic());
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2])))
                    .isTrue();
            assertThat(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8))
                    .matches("\\{\"jti\":\"\\d\",\"sub\":\"ada\"}");
        });
    }

    private static DevelopmentServer server(Path data) throws Exception {
        Files.writeString(
                data.resolve("server.json"),
                "{\"httpUrl\":\"http://127.0.0.1:1\",\"grpcTarget\":\"127.0.0.1:1\",\"managementUrl\":\"\",\"pid\":1}");
        return DevelopmentServer.in(data).orElseThrow();
    }

    @Test
    void aLoadTakesCredentialsInTurnAndCountsWrongAnswers() throws Exception {
        try (FakeSia server = new FakeSia()) {
            server.on("GET /right", 200, "{\"id\":\"a\"}").on("GET /other", 200, "{\"id\":\"b\"}");
            Requests requests = new Requests(
                    List.of("/right", "/other", "/none"),
                    List.of("one", "two"),
                    List.of("\"a\"", "\"a\"", "\"a\""),
                    Requests.UNLIMITED);

            Load load = new RequestLoad(URI.create(server.url()), 2)
                    .measure(List.of(requests), Duration.ZERO, Duration.ofMillis(300), 3)
                    .getFirst();

            assertThat(load.requests()).isEqualTo(server.requests().size()).isGreaterThan(2);
            assertThat(load.wrong()).isBetween(load.requests() / 3, load.requests());
            assertThat(server.requests()).extracting(FakeSia.Request::token).contains("Bearer one", "Bearer two");
            assertThat(requests.toString()).doesNotContain("two");
        }
    }

    @Test
    void aLimitedTurnUsesEachCredentialOnce() throws Exception {
        try (FakeSia server = new FakeSia()) {
            server.on("GET /right", 200, "{\"id\":\"a\"}");
            Requests requests = new Requests(
                    List.of("/right"), List.of("0", "1", "2", "3", "4", "5", "6", "7"), List.of("\"a\""), 2);

            Load load = new RequestLoad(URI.create(server.url()), 1)
                    .measure(List.of(requests), Duration.ofMinutes(1), Duration.ofMinutes(1), 3)
                    .getFirst();

            assertThat(load.requests()).isEqualTo(6);
            assertThat(load.wrong()).isZero();
            assertThat(server.requests())
                    .extracting(FakeSia.Request::token)
                    .containsExactly(
                            "Bearer 0",
                            "Bearer 1",
                            "Bearer 2",
                            "Bearer 3",
                            "Bearer 4",
                            "Bearer 5",
                            "Bearer 6",
                            "Bearer 7");
        }
    }
}
