package dev.sia.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sia.server.error.StartFailure;
import dev.sia.server.tls.TestAuthority.Issued;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class ServerTlsTest {
    @TempDir
    static Path authority;

    static Issued first;
    static Issued second;
    static Issued rsa;
    static Issued edwards;

    @TempDir
    Path directory;

    private Path certificate;
    private Path key;

    @BeforeAll
    static void issue() throws IOException, GeneralSecurityException {
        TestAuthority root = new TestAuthority(authority, "root");
        first = root.issue("first");
        second = root.issue("second");
        rsa = root.issue("rsa", "RSA");
        edwards = root.issue("edwards", "Ed25519");
    }

    @BeforeEach
    void install() throws IOException {
        certificate = directory.resolve("server.crt");
        key = directory.resolve("server.key");
        install(first);
    }

    private void install(Issued issued) throws IOException {
        Files.copy(issued.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(issued.key(), key, StandardCopyOption.REPLACE_EXISTING);
    }

    private TlsFiles files() {
        return new TlsFiles(new PemFile("SIA_X_CERT", certificate), new PemFile("SIA_X_KEY", key), Optional.empty());
    }

    private static String shown(ServerTls tls, String kind) {
        String name = Objects.requireNonNull(tls.identity().chooseEngineServerAlias(kind, null, null));
        return Objects.requireNonNull(tls.identity().getCertificateChain(name))[0]
                .getSubjectX500Principal()
                .getName();
    }

    private void assertRefused(String... words) {
        assertThatExceptionOfType(StartFailure.class)
                .isThrownBy(() -> ServerTls.start(files()).close())
                .satisfies(failure ->
                        assertThat(failure.getMessage()).contains(words).doesNotContain("\n"));
    }

    @Test
    void showsTheCertificateWithItsChainForKeysOfItsKindOnly() {
        try (ServerTls tls = ServerTls.start(files())) {
            assertThat(shown(tls, "EC")).isEqualTo("CN=first");
            String name = tls.identity().chooseEngineServerAlias("EC", null, null);
            assertThat(tls.identity().getCertificateChain(name)).hasSize(2);
            assertThat(tls.identity().chooseEngineServerAlias("RSA", null, null))
                    .isNull();
            assertThat(tls.clientAuthorities()).isEmpty();
        }
    }

    @Test
    void readsKeysOfOtherKinds() throws IOException {
        install(rsa);
        try (ServerTls tls = ServerTls.start(files())) {
            assertThat(shown(tls, "RSA")).isEqualTo("CN=rsa");
        }
        install(edwards);
        try (ServerTls tls = ServerTls.start(files())) {
            assertThat(shown(tls, "EdDSA")).isEqualTo("CN=edwards");
        }
    }

    @Test
    void takesChangedFilesForNewHandshakesAndLetsOthersEndWithWhatTheyBeganWith() throws IOException {
        try (ServerTls tls = ServerTls.read(files())) {
            String began = Objects.requireNonNull(tls.identity().chooseEngineServerAlias("EC", null, null));
            assertThat(tls.look()).isFalse();
            install(second);

            assertThat(tls.look()).isTrue();

            assertThat(shown(tls, "EC")).isEqualTo("CN=second");
            assertThat(Objects.requireNonNull(tls.identity().getCertificateChain(began))[0]
                            .getSubjectX500Principal()
                            .getName())
                    .isEqualTo("CN=first");
            assertThat(tls.identity().getPrivateKey(began)).isNotNull();
            assertThat(tls.look()).isFalse();
        }
    }

    @Test
    void keepsWhatItHasWhenFilesAreBrokenAndSaysSoOnce() throws IOException {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Logger logger = (Logger) LoggerFactory.getLogger(ServerTls.class);
        logger.addAppender(lines);
        try (ServerTls tls = ServerTls.read(files())) {
            // The certificate is the new one already, the key not yet.
            Files.copy(second.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
            assertThat(tls.look()).isFalse();
            assertThat(tls.look()).isFalse();
            assertThat(shown(tls, "EC")).isEqualTo("CN=first");
            assertThat(lines.list.stream().filter(line -> line.getLevel() == Level.WARN))
                    .singleElement()
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .asString()
                    .contains("SIA_X_KEY", key.toString(), "another certificate", "stay in use");

            Files.delete(key);
            assertThat(tls.look()).isFalse();
            install(second);
            assertThat(tls.look()).isTrue();
            assertThat(shown(tls, "EC")).isEqualTo("CN=second");
        } finally {
            logger.detachAppender(lines);
        }
    }

    @Test
    void namesSettingAndFileOfWhatIsNoCertificate() throws IOException {
        Files.writeString(certificate, "no pem");
        assertRefused("SIA_X_CERT", certificate.toString(), "no certificate in PEM");
        Files.writeString(certificate, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----");
        assertRefused("SIA_X_CERT", certificate.toString(), "cannot be read");
        Files.delete(certificate);
        assertRefused("SIA_X_CERT", certificate.toString(), "cannot be read");
    }

    @Test
    void namesSettingAndFileOfWhatIsNoKey() throws IOException {
        Files.writeString(key, Files.readString(certificate));
        assertRefused("SIA_X_KEY", key.toString(), "no private key in PEM");
        Files.writeString(key, "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----");
        assertRefused("SIA_X_KEY", "PKCS 8", "openssl pkcs8");
        Files.copy(rsa.key(), key, StandardCopyOption.REPLACE_EXISTING);
        assertRefused("SIA_X_KEY", key.toString(), "of the certificate's kind");
        Files.copy(second.key(), key, StandardCopyOption.REPLACE_EXISTING);
        assertRefused("SIA_X_KEY", key.toString(), "another certificate");
        Files.write(key, new byte[(1 << 20) + 1]);
        assertRefused("SIA_X_KEY", key.toString(), "larger");
    }
}
