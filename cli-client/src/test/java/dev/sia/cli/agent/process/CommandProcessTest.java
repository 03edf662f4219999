package dev.sia.cli.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sia.cli.agent.RunningProcesses;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandProcessTest {
    private static final String PATH = System.getenv("PATH");

    @TempDir
    private Path directory;

    private final Output stdout = new Output();
    private final Output stderr = new Output();

    @Test
    void passesBothOutputsAndTheExitCode() throws Exception {
        CommandProcess process = start("echo out; echo err >&2; exit 3");
        assertThat(process.finish()).isEqualTo(3);
        assertThat(stdout.text()).isEqualTo("out\n");
        assertThat(stderr.text()).isEqualTo("err\n");
        assertThat(stdout.ended && stderr.ended).isTrue();
    }

    @Test
    void givesTheCommandNothingButTheNamedEnvironmentAndNoInput() throws Exception {
        CommandProcess process = start("env | cut -d= -f1 | sort | tr '\\n' ' '; cat; echo end");
        assertThat(process.finish()).isZero();
        assertThat(stdout.text())
                .contains("PATH ", "SIA_PROCESS_MARKER ")
                .endsWith("end\n")
                .doesNotContain("HOME");
    }

    @Test
    void makesTheCommandTheLeaderOfItsOwnSession() throws Exception {
        for (String launcher : List.of("setsid", "perl")) {
            Output output = new Output();
            CommandProcess process = CommandProcess.start(
                    launcher(launcher),
                    shell("cut -d' ' -f1,5,6 /proc/self/stat; echo $$"),
                    record(),
                    output,
                    new Output());
            assertThat(process.finish()).isZero();
            String[] lines = output.text().split("\n");
            String leader = lines[1];
            assertThat(lines[0]).endsWith(" " + leader + " " + leader);
        }
    }

    @Test
    void endsWith127WhenTheProgramDoesNotExist() throws Exception {
        for (String launcher : List.of("setsid", "perl")) {
            CommandProcess process = CommandProcess.start(
                    launcher(launcher),
                    new Command(List.of("no-such-program"), directory, Map.of("PATH", PATH)),
                    record(),
                    stdout,
                    stderr);
            assertThat(process.finish()).isEqualTo(127);
        }
    }

    @Test
    void killsChildrenThatTheCommandLeftBehind() throws Exception {
        CommandProcess process = start("(echo $BASHPID > child; sh -c 'echo $$ > grandchild; sleep 300') & "
                + "while [ ! -s grandchild ]; do sleep 0.05; done; echo $! > child");
        assertThat(process.finish()).isZero();
        assertThat(RunningProcesses.runs(directory.resolve("child"))).isFalse();
        assertThat(RunningProcesses.runs(directory.resolve("grandchild"))).isFalse();
    }

    @Test
    void findsADaemonThatLeftTheGroupAndIgnoresSignals() throws Exception {
        CommandProcess process = start("setsid sh -c 'trap \"\" TERM HUP; echo $$ > daemon; "
                + "while :; do sleep 0.1; done' & while [ ! -s daemon ]; do sleep 0.05; done");
        assertThat(process.finish()).isZero();
        assertThat(RunningProcesses.runs(directory.resolve("daemon"))).isFalse();
    }

    @Test
    void letsTheWholeGroupEndInOrderBeforeItKills() throws Exception {
        CommandProcess process = start("trap 'wait; echo parent done; exit 5' TERM; "
                + "sh -c 'trap \"echo child done; exit\" TERM; echo $$ > child; while :; do sleep 0.05; done' & "
                + "while :; do sleep 0.05; done");
        await().until(() -> Files.exists(directory.resolve("child")) && Files.size(directory.resolve("child")) > 0);
        process.stop(Duration.ofSeconds(20));
        assertThat(process.finish()).isEqualTo(5);
        assertThat(stdout.text()).isEqualTo("child done\nparent done\n");
    }

    @Test
    void killsTheWholeGroupWhenItDoesNotEnd() throws Exception {
        CommandProcess process = start("trap '' TERM; sh -c 'echo $$ > grandchild; while :; do sleep 0.1; done' & "
                + "while :; do sleep 0.1; done");
        await().until(() ->
                Files.exists(directory.resolve("grandchild")) && Files.size(directory.resolve("grandchild")) > 0);
        process.stop(Duration.ofMillis(200));
        assertThat(process.finish()).isEqualTo(137);
        assertThat(RunningProcesses.runs(directory.resolve("grandchild"))).isFalse();
    }

    @Test
    void isNotHeldUpByAProcessThatItCannotFind() throws Exception {
        CommandProcess process = start("setsid env -i PATH=\"$PATH\" sh -c 'echo $$ > stranger; sleep 60' & "
                + "while [ ! -s stranger ]; do sleep 0.05; done; echo done");
        try {
            assertThat(process.finish()).isZero();
            assertThat(stdout.text()).isEqualTo("done\n");
        } finally {
            long stranger = Long.parseLong(
                    Files.readString(directory.resolve("stranger")).strip());
            ProcessHandle.of(stranger).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void reportsWhatTheSinkThrowsAndDoesNotLetTheCommandHang() throws Exception {
        OutputSink full = new OutputSink() {
            @Override
            public void write(byte[] bytes, int length) throws IOException {
                throw new IOException("No space left on device");
            }

            @Override
            public void end() {
                // Nothing was kept.
            }
        };
        CommandProcess process =
                CommandProcess.start(launcher("setsid"), shell("seq 1 100000"), record(), full, stderr);
        assertThatThrownBy(process::finish).isInstanceOf(IOException.class).hasMessage("No space left on device");
    }

    @Test
    void leftoversOfADeadAgentAreKilledByTheirRecord() throws Exception {
        Path file = directory.resolve("processes");
        ProcessRecord record = ProcessRecord.create(file);
        CommandProcess process = CommandProcess.start(
                launcher("setsid"),
                shell("setsid sh -c 'echo $$ > escaped; sleep 300' & sh -c 'echo $$ > member; sleep 300'"),
                record,
                stdout,
                stderr);
        await().until(() -> written("escaped") && written("member"));

        assertThat(ProcessRecord.killLeftovers(file)).isTrue();
        assertThat(RunningProcesses.runs(directory.resolve("escaped"))).isFalse();
        assertThat(RunningProcesses.runs(directory.resolve("member"))).isFalse();
        assertThat(process.finish()).isEqualTo(137);
        assertThat(ProcessRecord.killLeftovers(file)).isFalse();
    }

    @Test
    void aRecordDoesNotKillAStrangerWithTheSameNumber() throws Exception {
        Process stranger = new ProcessBuilder("setsid", "sleep", "300").start();
        try {
            Path file = directory.resolve("processes");
            Files.writeString(
                    file,
                    "marker " + Marker.random().value() + "\ngroup " + stranger.pid() + " 2001-01-01T00:00:00Z\n");
            assertThat(ProcessRecord.killLeftovers(file)).isFalse();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    private boolean written(String name) throws IOException {
        Path file = directory.resolve(name);
        return Files.exists(file) && Files.size(file) > 0;
    }

    private CommandProcess start(String commandLine) throws IOException {
        return CommandProcess.start(launcher("setsid"), shell(commandLine), record(), stdout, stderr);
    }

    private Command shell(String commandLine) {
        return new Command(List.of("sh", "-c", commandLine), directory, Map.of("PATH", PATH));
    }

    private ProcessRecord record() throws IOException {
        return ProcessRecord.create(directory.resolve("record"));
    }

    /** The launcher of a machine that has only this program. */
    private SessionLauncher launcher(String program) throws IOException {
        Path only = Files.createDirectories(directory.resolve("only-" + program));
        Path script = only.resolve(program);
        Path real = SessionLauncher.program(PATH, program).orElseThrow();
        Files.writeString(script, "#!/bin/sh\nexec " + real + " \"$@\"\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return SessionLauncher.find(only.toString()).orElseThrow();
    }

    private static final class Output implements OutputSink {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private volatile boolean ended;

        @Override
        public synchronized void write(byte[] buffer, int length) {
            bytes.write(buffer, 0, length);
        }

        @Override
        public void end() {
            ended = true;
        }

        synchronized String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
