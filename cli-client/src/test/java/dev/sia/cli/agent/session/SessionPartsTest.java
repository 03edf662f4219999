package dev.sia.cli.agent.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionPartsTest {
    @TempDir
    private Path directory;

    @Test
    void triesAgainWithJitterBetweenASecondAndABoundThatDoublesToAMinute() {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        Duration longest = Duration.ZERO;
        for (int round = 0; round < 200; round++) {
            Backoff backoff = new Backoff(random);
            assertThat(backoff.next()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
            assertThat(backoff.next()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(4));
            for (int failure = 2; failure < 40; failure++) {
                Duration delay = backoff.next();
                assertThat(delay).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(60));
                longest = delay.compareTo(longest) > 0 ? delay : longest;
            }
            backoff.reset();
            assertThat(backoff.next()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
        }
        assertThat(longest).isGreaterThan(Duration.ofSeconds(50));
    }

    @Test
    void readsAddresses() {
        assertThat(ServerAddress.parse("localhost:9090", false, Optional.empty())
                        .isLoopback())
                .isTrue();
        assertThat(ServerAddress.parse("[::1]:9090", false, Optional.empty()))
                .hasToString("[::1]:9090")
                .matches(ServerAddress::isLoopback);
        assertThat(ServerAddress.parse("192.0.2.1:9090", true, Optional.empty()).isLoopback())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "localhost:",
                ":9090",
                "localhost:0",
                "localhost:70000",
                "::1:9090",
                "http://a:1"
            })
    void refusesWhatIsNoAddress(String target) {
        assertThatThrownBy(() -> ServerAddress.parse(target, false, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + target + "' is not HOST:PORT");
    }

    @Test
    void keepsTheCredentialForTheOwnerAlone() throws IOException {
        Path file = directory.resolve("credential");
        Credential credential =
                new Credential("host:1", "agent", "organization", new Secret("sia_ag_x"), Instant.now());
        new CredentialFile(file).write(credential);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(new CredentialFile(file).read()).contains(credential);
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(credential.toString()).doesNotContain("sia_ag_x");
    }

    @Test
    void namesWhatABrokenCredentialFileLacks() throws IOException {
        Path file = Files.writeString(directory.resolve("credential"), "server=host:1\n");
        assertThatThrownBy(() -> new CredentialFile(file).read())
                .isInstanceOf(IOException.class)
                .hasMessage(file + " holds no agentId");
    }

    @Test
    void takesACredentialFileOfAnOlderAgentForOld() throws IOException {
        Path file = Files.writeString(
                directory.resolve("credential"), "server=host:1\nagentId=a\norganizationId=o\ncredential=sia_ag_x\n");
        assertThat(new CredentialFile(file).read().orElseThrow().issuedAt()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void tellsWhatIsProbablyWrongWhenClientAndServerDoNotSpeakTheSame() {
        Status refused = Status.UNAVAILABLE.withDescription("io exception");
        assertThat(StatusText.of(refused.withCause(new IOException("Connection refused: /127.0.0.1:1"))))
                .isEqualTo("Connection refused: /127.0.0.1:1");
        assertThat(StatusText.of(refused.withCause(new IOException("not an SSL/TLS record: 0000"))))
                .contains("leave out --tls");
        assertThat(StatusText.of(Status.UNAVAILABLE.withDescription("Network closed for unknown reason")))
                .contains("--tls-ca");
    }
}
