package dev.sia.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sia.server.http.AddressRange;
import dev.sia.server.identity.PublicKeys;
import dev.sia.server.limit.Rate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerConfigTest {
    @TempDir
    Path directory;

    private static List<String> mistakes(Map<String, String> environment) {
        try {
            ServerConfig.read(environment);
            return List.of();
        } catch (ConfigException wrong) {
            return wrong.mistakes();
        }
    }

    private static String pem() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return PublicKeys.toPem(generator.generateKeyPair().getPublic());
        } catch (NoSuchAlgorithmException thrown) {
            throw new IllegalStateException(thrown);
        }
    }

    @Test
    void nothingSetMeansEmbeddedPartsOnTheLoopbackAddress() {
        ServerConfig config = ServerConfig.read(Map.of("XDG_DATA_HOME", "/xdg"));
        assertThat(config.http().listen()).isEqualTo(new ServerConfig.Listen("127.0.0.1", 8080));
        assertThat(config.grpc().listen()).isEqualTo(new ServerConfig.Listen("127.0.0.1", 9090));
        assertThat(config.management().listen()).isEqualTo(new ServerConfig.Listen("127.0.0.1", 8081));
        assertThat(config.storage().dataDirectory()).isEqualTo(Path.of("/xdg/sia"));
        assertThat(config.storage().databasePrograms()).isEmpty();
        assertThat(config.storage().external()).isEmpty();
        assertThat(config.temporal().target()).isEmpty();
        assertThat(config.propelAuth()).isEmpty();
        assertThat(config.limits().agentGrace()).isEqualTo(Duration.ofMinutes(2));
        assertThat(config.http().maxBodyBytes()).isEqualTo(1 << 20);
    }

    @Test
    void everythingCanBeSet() throws IOException {
        Path file = Files.writeString(directory.resolve("some.pem"), "pem");
        Map<String, String> environment = new HashMap<>();
        environment.put("SIA_DATA_DIR", "/data");
        environment.put("SIA_DATABASE_URL", "jdbc:postgresql://db:5432/sia");
        environment.put("SIA_DATABASE_USER", "sia");
        environment.put("SIA_DATABASE_PASSWORD", "hunter2");
        environment.put("SIA_TEMPORAL_TARGET", "temporal:7233");
        environment.put("SIA_TEMPORAL_API_KEY", "topsecret");
        environment.put("SIA_TEMPORAL_TLS_CA_FILE", file.toString());
        environment.put("SIA_PROPELAUTH_URL", "https://auth.example.com/");
        environment.put("SIA_PROPELAUTH_VERIFIER_KEY", pem().replace("\n", "\\n"));
        environment.put("SIA_ALLOWED_ORIGINS", "https://a.example, https://b.example:8443");
        environment.put("SIA_PUBLIC_URL", "https://sia.example/path");
        environment.put("SIA_MAX_BODY_BYTES", "2MiB");
        environment.put("SIA_TRUSTED_PROXIES", "10.0.0.0/8, ::1");
        environment.put("SIA_RATE_LIMIT_PER_PRINCIPAL", "5/1m");
        environment.put("SIA_AGENT_GRACE", "90s");
        ServerConfig config = ServerConfig.read(environment);
        assertThat(config.storage().external())
                .contains(new ServerConfig.ExternalDatabase(
                        "jdbc:postgresql://db:5432/sia", "sia", new Secret("hunter2")));
        assertThat(config.temporal().tls()).isPresent();
        assertThat(config.propelAuth().orElseThrow().issuer()).isEqualTo("https://auth.example.com");
        assertThat(config.http().allowedOrigins()).containsExactly("https://a.example", "https://b.example:8443");
        assertThat(config.http().origins())
                .containsExactly("https://a.example", "https://b.example:8443", "https://sia.example");
        assertThat(config.http().maxBodyBytes()).isEqualTo(2 << 20);
        assertThat(config.http().trustedProxies())
                .containsExactly(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("::1/128"));
        assertThat(config.rates().principal()).isEqualTo(new Rate(5, Duration.ofMinutes(1)));
        assertThat(config.rates().organization()).isEqualTo(new Rate(10_000, Duration.ofSeconds(10)));
        assertThat(config.limits().agentGrace()).isEqualTo(Duration.ofSeconds(90));
        assertThat(config.toString())
                .doesNotContain("hunter2")
                .doesNotContain("topsecret")
                .contains("***");
    }

    @Test
    void allMistakesAreToldAtOnceEachNamingItsSetting() {
        List<String> mistakes = mistakes(Map.of(
                "SIA_HTTP_PORT", "eighty",
                "SIA_GRPC_PORT", "70000",
                "SIA_AGENT_GRACE", "soon",
                "SIA_DATABASE_URL", "mysql://db",
                "SIA_PROPELAUTH_JWKS_URL", "https://auth.example.com/jwks",
                "SIA_HTPT_PORT", "1",
                "SIA_LAUNCHER", "./sia",
                "SIA_TEST_ANYTHING", "x",
                "PATH", "/bin"));
        assertThat(mistakes)
                .containsExactlyInAnyOrder(
                        "SIA_HTPT_PORT is no setting; did you mean SIA_HTTP_PORT?",
                        "SIA_HTTP_PORT must be a number from 0 to 65535",
                        "SIA_GRPC_PORT must be a number from 0 to 65535",
                        "SIA_AGENT_GRACE must be a time from 1s to 24h, such as 30s, 2m or 1h",
                        "SIA_DATABASE_URL must be an address such as jdbc:postgresql://host:5432/database",
                        "SIA_DATABASE_USER is needed with SIA_DATABASE_URL",
                        "SIA_PROPELAUTH_JWKS_URL means nothing without SIA_PROPELAUTH_URL",
                        "SIA_PROPELAUTH_URL is needed with SIA_DATABASE_URL: development tokens would open a shared"
                                + " database (SIA_ALLOW_DEVELOPMENT_IDENTITY=true allows it)");
    }

    @Test
    void halfOfTheTlsOfAPortIsRefused() throws IOException {
        String file = Files.writeString(directory.resolve("some.pem"), "pem").toString();
        assertThat(mistakes(Map.of("SIA_HTTP_TLS_CERT_FILE", file)))
                .containsExactly("SIA_HTTP_TLS_KEY_FILE is needed with SIA_HTTP_TLS_CERT_FILE");
        assertThat(mistakes(Map.of("SIA_GRPC_TLS_KEY_FILE", file)))
                .containsExactly("SIA_GRPC_TLS_CERT_FILE is needed with SIA_GRPC_TLS_KEY_FILE");
        assertThat(mistakes(Map.of("SIA_GRPC_TLS_CLIENT_CA_FILE", file)))
                .containsExactly("SIA_GRPC_TLS_CERT_FILE is needed with SIA_GRPC_TLS_CLIENT_CA_FILE");
        assertThat(mistakes(Map.of("SIA_HTTP_TLS_CERT_FILE", file, "SIA_HTTP_TLS_KEY_FILE", file + ".not-there")))
                .containsExactly("SIA_HTTP_TLS_KEY_FILE must be a file that can be read");
        ServerConfig config = ServerConfig.read(Map.of(
                "SIA_GRPC_TLS_CERT_FILE", file,
                "SIA_GRPC_TLS_KEY_FILE", file,
                "SIA_GRPC_TLS_CLIENT_CA_FILE", file));
        assertThat(config.http().tls()).isEmpty();
        assertThat(config.grpc().tls().orElseThrow().clientAuthorities()).isPresent();
    }

    @Test
    void ratesAndProxiesThatMeanNothingAreRefused() {
        for (String rate : List.of("5", "0/1s", "5/0s", "5/2h", "5/10", "-1/1s", "5/1d", "x")) {
            assertThat(mistakes(Map.of("SIA_RATE_LIMIT_PER_ORGANIZATION", rate)))
                    .as(rate)
                    .singleElement()
                    .asString()
                    .startsWith("SIA_RATE_LIMIT_PER_ORGANIZATION must be a number of requests in a time");
        }
        assertThat(mistakes(Map.of("SIA_TRUSTED_PROXIES", "10.0.0.0/8, proxy")))
                .singleElement()
                .asString()
                .startsWith("SIA_TRUSTED_PROXIES must be addresses or ranges");
    }

    @Test
    void mistakesDoNotRepeatWhatMayBeSecret() {
        assertThat(mistakes(Map.of(
                        "SIA_PROPELAUTH_URL", "https://auth.example.com",
                        "SIA_PROPELAUTH_VERIFIER_KEY", "hunter2")))
                .singleElement()
                .asString()
                .startsWith("SIA_PROPELAUTH_VERIFIER_KEY must be a PEM text")
                .doesNotContain("hunter2");
        assertThat(mistakes(Map.of(
                        "SIA_DATABASE_URL", "jdbc:postgresql://db/sia?user=a&password=hunter2",
                        "SIA_DATABASE_USER", "a",
                        "SIA_ALLOW_DEVELOPMENT_IDENTITY", "true")))
                .singleElement()
                .asString()
                .startsWith("SIA_DATABASE_URL must not hold the user or the password")
                .doesNotContain("hunter2");
    }

    @Test
    void halfConfiguredIdentityIsRefused() {
        assertThat(mistakes(Map.of("SIA_PROPELAUTH_URL", "https://auth.example.com")))
                .containsExactly(
                        "SIA_PROPELAUTH_URL needs SIA_PROPELAUTH_INTEGRATION_KEY, SIA_PROPELAUTH_VERIFIER_KEY or"
                                + " SIA_PROPELAUTH_JWKS_URL: there is no way to check its tokens");
        assertThat(mistakes(Map.of(
                        "SIA_DATABASE_URL", "jdbc:postgresql://db/sia",
                        "SIA_DATABASE_USER", "sia",
                        "SIA_DATABASE_PROGRAMS_DIR", "/opt/postgres")))
                .contains("SIA_DATABASE_PROGRAMS_DIR means nothing with SIA_DATABASE_URL");
        assertThat(mistakes(Map.of("SIA_PROPELAUTH_INTEGRATION_KEY", "hunter2")))
                .containsExactly("SIA_PROPELAUTH_INTEGRATION_KEY means nothing without SIA_PROPELAUTH_URL");
        assertThat(mistakes(Map.of(
                        "SIA_PROPELAUTH_URL", "https://auth.example.com",
                        "SIA_PROPELAUTH_VERIFIER_KEY", pem(),
                        "SIA_PROPELAUTH_JWKS_URL", "https://auth.example.com/jwks")))
                .containsExactly("SIA_PROPELAUTH_JWKS_URL cannot be used together with SIA_PROPELAUTH_VERIFIER_KEY:"
                        + " keys come from one place");
        assertThat(mistakes(Map.of("SIA_TEMPORAL_API_KEY", "k", "SIA_TEMPORAL_TLS_CERT_FILE", "/etc/hostname")))
                .contains(
                        "SIA_TEMPORAL_API_KEY means nothing without SIA_TEMPORAL_TARGET",
                        "SIA_TEMPORAL_TLS_KEY_FILE is needed with the certificate");
    }

    @Test
    void theIssuerIsTheOriginOfTheAuthUrl() {
        Map<String, String> origins = Map.of(
                "https://auth.example.com", "https://auth.example.com",
                "https://Auth.Example.com:443/login/", "https://auth.example.com",
                "https://auth.example.com:8443/", "https://auth.example.com:8443",
                "http://localhost:3001", "http://localhost:3001",
                "http://127.0.0.1:80/", "http://127.0.0.1",
                "http://[::1]:3001", "http://[::1]:3001");
        origins.forEach((url, origin) -> {
            ServerConfig config =
                    ServerConfig.read(Map.of("SIA_PROPELAUTH_URL", url, "SIA_PROPELAUTH_INTEGRATION_KEY", "0a1b2c"));
            assertThat(config.propelAuth().orElseThrow().issuer()).isEqualTo(origin);
            assertThat(config.propelAuth().orElseThrow().integrationKey()).contains(new Secret("0a1b2c"));
            assertThat(config.toString()).doesNotContain("0a1b2c");
        });
    }

    @Test
    void theWayToTheIdentityProviderMustBeSafe() {
        String wanted = " must be an https address; http is for this machine alone";
        for (String url : List.of(
                "http://auth.example.com",
                "http://localhost.example.com",
                "http://127.0.0.1.example.com",
                "https://user:secret@auth.example.com")) {
            assertThat(mistakes(Map.of("SIA_PROPELAUTH_URL", url, "SIA_PROPELAUTH_INTEGRATION_KEY", "key")))
                    .containsExactly("SIA_PROPELAUTH_URL" + wanted);
            assertThat(mistakes(
                            Map.of("SIA_PROPELAUTH_URL", "https://auth.example.com", "SIA_PROPELAUTH_JWKS_URL", url)))
                    .containsExactly("SIA_PROPELAUTH_JWKS_URL" + wanted);
        }
        assertThat(mistakes(Map.of(
                        "SIA_PROPELAUTH_URL", "https://auth.example.com",
                        "SIA_PROPELAUTH_INTEGRATION_KEY", "hunter2 and more")))
                .containsExactly("SIA_PROPELAUTH_INTEGRATION_KEY must be one word, as the provider shows it");
    }

    @Test
    void anExternalDatabaseWithoutAnIdentityProviderIsRefused() {
        assertThat(mistakes(Map.of("SIA_DATABASE_URL", "jdbc:postgresql://db/sia", "SIA_DATABASE_USER", "sia")))
                .containsExactly(
                        "SIA_PROPELAUTH_URL is needed with SIA_DATABASE_URL: development tokens would open a shared"
                                + " database (SIA_ALLOW_DEVELOPMENT_IDENTITY=true allows it)");
    }

    @Test
    void anExternalDatabaseWithDevelopmentTokensNeedsPermission() {
        Map<String, String> environment = Map.of(
                "SIA_DATABASE_URL", "jdbc:postgresql://db/sia",
                "SIA_DATABASE_USER", "sia",
                "SIA_ALLOW_DEVELOPMENT_IDENTITY", "true");
        assertThat(mistakes(environment)).isEmpty();
    }

    @Test
    void theFileIsReadAndTheEnvironmentWins() throws IOException {
        Path file = Files.writeString(directory.resolve("sia.properties"), "SIA_HTTP_PORT=1111\nSIA_GRPC_PORT=2222\n");
        ServerConfig config = ServerConfig.read(Map.of("SIA_CONFIG_FILE", file.toString(), "SIA_HTTP_PORT", "3333"));
        assertThat(config.http().listen().port()).isEqualTo(3333);
        assertThat(config.grpc().listen().port()).isEqualTo(2222);
    }

    @Test
    void mistakesInTheFileAreMistakesToo() throws IOException {
        Path file =
                Files.writeString(directory.resolve("sia.properties"), "SIA_GPRC_PORT=1\nport=2\nSIA_HTTP_PORT=-1\n");
        assertThat(mistakes(Map.of("SIA_CONFIG_FILE", file.toString())))
                .containsExactlyInAnyOrder(
                        "SIA_CONFIG_FILE holds port, which is no setting",
                        "SIA_GPRC_PORT is no setting; did you mean SIA_GRPC_PORT?",
                        "SIA_HTTP_PORT must be a number from 0 to 65535");
        assertThat(mistakes(Map.of("SIA_CONFIG_FILE", "/does/not/exist")))
                .containsExactly("SIA_CONFIG_FILE must be a file that can be read");
    }

    @Test
    void helpNamesEverySettingWithItsDefault() {
        String help = Settings.help();
        for (Setting<?> setting : Settings.ALL) {
            assertThat(help).contains(setting.name()).contains(setting.meaning());
        }
        assertThat(help).contains("[8080]").contains("[2m]");
        assertThat(help.lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(130));
    }

    @Test
    void everyDefaultIsAValidValue() {
        for (Setting<?> setting : Settings.ALL) {
            assertThat(setting.parser().parse(setting.defaultText())).isNotNull();
        }
    }

    @Test
    void secretsArePrintedAsStars() {
        assertThat(new Secret("hunter2")).hasToString("***");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ServerConfig.read(Map.of("SIA_HTTP_PORT", "x")));
    }
}
