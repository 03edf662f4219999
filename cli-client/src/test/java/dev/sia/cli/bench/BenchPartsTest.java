package dev.sia.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.sia.cli.TestCli;
import dev.sia.cli.TestCli.Outcome;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BenchPartsTest {
    @Test
    void percentilesAreValuesThatHappened() {
        long[] hundred =
                LongStream.rangeClosed(1, 100).map(it -> (101 - it) * 1_000_000).toArray();
        assertThat(Percentiles.ofNanos(hundred)).isEqualTo(new Percentiles(100, 50, 95, 99, 100));
        assertThat(Percentiles.ofNanos(new long[] {1_500_000})).isEqualTo(new Percentiles(1, 1.5, 1.5, 1.5, 1.5));
        assertThat(Percentiles.ofNanos(new long[0])).isEqualTo(new Percentiles(0, 0, 0, 0, 0));
    }

    @Test
    void targetsAreScaledSoThatOneOrMoreIsMet() {
        Target rate = Target.atLeast("rate", 600, "jobs/s", 1_000, 0.5);
        assertThat(rate.targetHere()).isEqualTo(500);
        assertThat(rate.ratio()).isEqualTo(1.2);
        assertThat(rate.met()).isTrue();

        Target time = Target.atMost("time", 25, "ms", 10, 0.5);
        assertThat(time.targetHere()).isEqualTo(20);
        assertThat(time.ratio()).isEqualTo(0.8);
        assertThat(time.met()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneConnectionTakesManyAnswersOfEitherForm(boolean chunked) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = (exchange.getRequestHeaders().getFirst("X-Number") + " ü "
                            + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(201, chunked ? 0 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        try (HttpConnection connection = new HttpConnection(url)) {
            for (int i = 0; i < 3; i++) {
                assertThat(connection.post("/x", "X-Number: " + i + "\r\n", "{\"ö\":1}"))
                        .isEqualTo(new HttpConnection.Answer(201, i + " ü {\"ö\":1}"));
            }
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aConnectionThatIsCutOffIsNoAnswer() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                HttpConnection connection =
                        new HttpConnection(URI.create("http://127.0.0.1:" + server.getLocalPort()))) {
            Thread.ofVirtual().start(() -> {
                try (Socket accepted = server.accept()) {
                    accepted.getInputStream().read();
                    accepted.getOutputStream()
                            .write("HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\nhalf"
                                    .getBytes(StandardCharsets.UTF_8));
                    accepted.shutdownOutput();
                    accepted.getInputStream().readAllBytes();
                } catch (IOException ignored) {
                    // The test has what it needs.
                }
            });
            assertThatThrownBy(() -> connection.post("/x", "", "{}")).isInstanceOf(EOFException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dispatch", "logs", "live"})
    void whatCannotBeMeasuredIsSaidAndLeavesNothingBehind(String what, @TempDir Path home) throws IOException {
        Path launcher = Files.writeString(home.resolve("sia"), "#!/bin/sh\necho no database here\nexit 1\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
        Path scratch = home.resolve("scratch");

        Outcome outcome = new TestCli(home)
                .with("SIA_LAUNCHER", launcher.toString())
                .run("bench", what, "--scratch", scratch.toString());

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("the measurement ended with exit code 1")
                .contains("no database here");
        try (Stream<Path> left = Files.list(scratch)) {
            assertThat(left).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "dispatch, --latency-rate, 0",
        "dispatch, --queued, 1",
        "dispatch, --create-for, 11m",
        "dispatch, --only, everything",
        "dispatch, --yardstick-for, fast",
        "logs, --agents, 0",
        "logs, --long-log, 1000",
        "logs, --only, everything",
        "logs, --for, 0s",
        "live, --watchers, 0",
        "live, --idle, 50001",
        "live, --warm-up, 11m"
    })
    void wrongOptionsAreNamed(String what, String option, String value, @TempDir Path home) {
        Outcome outcome =
                new TestCli(home).with("SIA_LAUNCHER", "/does/not/exist").run("bench", what, option, value);

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains(option);
        assertThat(List.of(home.toFile().list())).isEmpty();
    }
}
