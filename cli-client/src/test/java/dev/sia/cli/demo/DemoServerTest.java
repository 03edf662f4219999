package dev.sia.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sia.cli.CliException;
import dev.sia.cli.child.ChildProcess;
import dev.sia.cli.profile.DevelopmentServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The watching over processes, with a script in the server's place: what matters here is how it starts, dies and ends. */
@Timeout(60)
class DemoServerTest {
    private static final String ADDRESSES =
            "{\"httpUrl\":\"http://127.0.0.1:1234\",\"grpcTarget\":\"127.0.0.1:5678\",\"managementUrl\":\"\",\"pid\":%d}";

    @TempDir
    private Path folder;

    private Path data;
    private final List<String> news = new CopyOnWriteArrayList<>();
    private DemoServer server;

    @BeforeEach
    void prepare() throws IOException {
        data = Files.createDirectories(folder.resolve("the data"));
        server = server("""
                echo "$1 $SIA_HTTP_PORT $SIA_GRPC_PORT" >>"$SIA_DATA_DIR/starts"
                """ + "printf '" + ADDRESSES + "' $$ >\"$SIA_DATA_DIR/server.json\"\nexec sleep 600\n");
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private DemoServer server(String script) throws IOException {
        Path launcher = folder.resolve("the launcher");
        Files.writeString(launcher, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new DemoServer(launcher.toString(), data, folder.resolve("log"), it -> true, news::add);
    }

    private List<String> starts() throws IOException {
        return Files.readAllLines(data.resolve("starts"));
    }

    @Test
    void startsADeadServerAgainOnItsPortsThreeTimes() throws Exception {
        DevelopmentServer first = server.start();
        assertThat(starts()).containsExactly("server 0 0");
        long pid = first.pid();
        for (int death = 1; death <= 3; death++) {
            int deaths = death;
            server.crash();
            await().until(() ->
                    news.stream().filter("the server is back"::equals).count() == deaths);
            DevelopmentServer now = DevelopmentServer.in(data).orElseThrow();
            assertThat(now.isRunning()).isTrue();
            assertThat(now.pid()).isNotEqualTo(pid);
            pid = now.pid();
        }
        server.crash();
        await().until(() -> news.contains("the server died again; it is not started a fourth time"));
        assertThat(starts()).containsExactly("server 0 0", "server 1234 5678", "server 1234 5678", "server 1234 5678");
    }

    @Test
    void triesAgainWhenADeadServerDoesNotStartAtOnce() throws Exception {
        server = server("""
                echo start >>"$SIA_DATA_DIR/starts"
                if [ "$(wc -l <"$SIA_DATA_DIR/starts")" -eq 2 ]; then
                    echo 'SIA_HTTP_PORT: the port is in use'
                    exit 1
                fi
                """ + "printf '" + ADDRESSES + "' $$ >\"$SIA_DATA_DIR/server.json\"\nexec sleep 600\n");
        server.start();
        server.crash();
        await().until(() -> news.contains("the server is back"));
        assertThat(news)
                .anyMatch(line ->
                        line.startsWith("the server cannot be started again: the server ended with exit code 1"));
        assertThat(starts()).hasSize(3);
    }

    @Test
    void stopsWithoutStartingAgain() throws Exception {
        DevelopmentServer running = server.start();
        server.stop();
        await().until(() -> !running.isRunning());
        assertThat(news).isEmpty();
        assertThat(starts()).hasSize(1);
        assertThatThrownBy(server::start).isInstanceOf(CliException.class).hasMessage("the demo is being stopped");
    }

    @Test
    void saysWhyAServerDoesNotStart() throws Exception {
        server = server("echo 'SIA_HTTP_PORT: the port is in use'\nexit 1\n");
        assertThatThrownBy(server::start)
                .isInstanceOf(CliException.class)
                .hasMessageContaining("the server ended with exit code 1")
                .hasMessageContaining("SIA_HTTP_PORT: the port is in use");
    }

    @Test
    void killsWhatDoesNotStopWithAllThatItStarted() throws Exception {
        Path pids = folder.resolve("pids");
        ChildProcess child = ChildProcess.start(
                "stubborn",
                List.of(
                        "sh",
                        "-c",
                        "trap '' TERM; sleep 600 & echo $! >>\"$PIDS\"; echo ready >>\"$PIDS\"; while :; do wait; done"),
                Map.of("PIDS", pids.toString()),
                folder.resolve("log"));
        await().until(() -> Files.exists(pids) && Files.readAllLines(pids).contains("ready"));
        long grandchild = Long.parseLong(Files.readAllLines(pids).getFirst());
        assertThat(child.stop(Duration.ofMillis(200))).isFalse();
        await().until(() -> !child.isAlive()
                && ProcessHandle.of(grandchild).filter(ProcessHandle::isAlive).isEmpty());
    }
}
