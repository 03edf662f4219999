package dev.sia.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sia.server.tls.PemFile;
import dev.sia.server.tls.ServerTls;
import dev.sia.server.tls.TestAuthority;
import dev.sia.server.tls.TlsFiles;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HttpTlsTest {
    @TempDir
    Path directory;

    private TestAuthority authority;
    private TestAuthority.Issued shown;
    private ServerTls tls;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException, GeneralSecurityException {
        authority = new TestAuthority(directory, "root");
        shown = authority.issue("first");
        tls = ServerTls.start(new TlsFiles(
                new PemFile("CERT", shown.certificate()), new PemFile("KEY", shown.key()), Optional.empty()));
        server = HttpServer.start(
                HttpSettings.of("127.0.0.1", 0).with(Optional.of(tls)),
                new Echo(),
                (_, _) -> new byte[0],
                UUID::randomUUID,
                (_, _) -> {});
    }

    @AfterEach
    void stop() {
        server.close();
        tls.close();
    }

    private HttpClient client(SSLContext context, HttpClient.Version version) {
        return HttpClient.newBuilder().sslContext(context).version(version).build();
    }

    private HttpResponse<String> get(HttpClient client) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + "/"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String certificate(HttpResponse<String> answer) throws SSLException {
        X509Certificate first =
                (X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0];
        return first.getSubjectX500Principal().getName();
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpClient.Version.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void speaksBothVersionsOverTls(HttpClient.Version version) throws Exception {
        try (HttpClient client = client(authority.client(null), version)) {
            HttpResponse<String> answer = get(client);

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.version()).isEqualTo(version);
            assertThat(answer.body()).isEqualTo("https");
            assertThat(answer.sslSession().orElseThrow().getProtocol()).isIn("TLSv1.3", "TLSv1.2");
        }
    }

    @Test
    void showsANewCertificateToNewConnectionsWhileOpenOnesGoOn() throws Exception {
        try (HttpClient open = client(authority.client(null), HttpClient.Version.HTTP_2)) {
            assertThat(certificate(get(open))).isEqualTo("CN=first");
            TestAuthority.Issued next = authority.issue("second");
            Files.copy(next.certificate(), shown.certificate(), StandardCopyOption.REPLACE_EXISTING);
            Files.copy(next.key(), shown.key(), StandardCopyOption.REPLACE_EXISTING);

            // If it has not seen by itself.
            tls.look();

            assertThat(certificate(get(open))).isEqualTo("CN=first");
            try (HttpClient fresh = client(authority.client(null), HttpClient.Version.HTTP_2)) {
                assertThat(certificate(get(fresh))).isEqualTo("CN=second");
            }
        }
    }

    @Test
    void isNotTrustedByThoseWhoDoNotKnowItsAuthority() throws Exception {
        try (HttpClient stranger = client(SSLContext.getDefault(), HttpClient.Version.HTTP_1_1)) {
            assertThatExceptionOfType(SSLException.class).isThrownBy(() -> get(stranger));
        }
    }

    @Test
    void doesNotAnswerWithoutTls() {
        try (HttpClient plain = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/"))
                    .build();
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> plain.send(request, HttpResponse.BodyHandlers.ofString()));
        }
    }

    private static final class Echo extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getOutputStream().print(request.getScheme());
        }
    }
}
