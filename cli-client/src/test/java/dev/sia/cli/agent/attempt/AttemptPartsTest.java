package dev.sia.cli.agent.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sia.api.agent.v1.AttemptResult;
import dev.sia.api.agent.v1.FailureClass;
import dev.sia.api.agent.v1.JobSpec;
import dev.sia.api.agent.v1.Offer;
import dev.sia.api.agent.v1.Step;
import dev.sia.cli.agent.RunningProcesses;
import dev.sia.cli.agent.process.Command;
import dev.sia.cli.agent.process.CommandProcess;
import dev.sia.cli.agent.process.OutputSink;
import dev.sia.cli.agent.process.SessionLauncher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptPartsTest {
    private static final String ATTEMPT = "0198f0c4-7d1e-7a52-9c3b-00000000000a";

    @TempDir
    private Path directory;

    @Test
    void masksCredentialsInAddresses() {
        assertThat(RepositoryUrls.masked("fatal: https://ada:secret@example.com/r.git and ssh://git@host/x"))
                .isEqualTo("fatal: https://***@example.com/r.git and ssh://***@host/x");
        assertThat(RepositoryUrls.masked("git@example.com:acme/r.git")).isEqualTo("git@example.com:acme/r.git");
    }

    @Test
    void namesDurationsAndExitCodes() {
        assertThat(List.of(
                        Durations.words(Duration.ofMillis(840)),
                        Durations.words(Duration.ofSeconds(3)),
                        Durations.words(Duration.ofSeconds(42)),
                        Durations.words(Duration.ofSeconds(200)),
                        Durations.words(Duration.ofMinutes(120))))
                .containsExactly("0.8 s", "3 s", "42 s", "3 min 20 s", "2 h");
        assertThat(List.of(ExitCodes.describe(1), ExitCodes.describe(126), ExitCodes.describe(137)))
                .containsExactly("exit code 1", "exit code 126: command not executable", "exit code 137 (signal 9)");
    }

    @Test
    void keepsFailureMessagesWithinTheContract() {
        AttemptResult.Builder result = AttemptResult.newBuilder();
        new AttemptEnd.Failed(FailureClass.FAILURE_CLASS_TOOL, Step.STEP_GENERATE, "😀".repeat(3000)).describe(result);
        String message = result.getFailureMessage();
        assertThat(message.codePointCount(0, message.length())).isEqualTo(2000);
        assertThat(message).endsWith("😀…");
    }

    @Test
    void givesALongPromptInTheFileOnly() throws IOException {
        Path promptFile = directory.resolve("prompt.txt");
        String prompt = "€".repeat(65_536);
        Offer offer = Offer.newBuilder()
                .setJob(JobSpec.newBuilder().setPrompt(prompt))
                .build();
        Map<String, String> environment = CommandEnvironment.of(
                        offer,
                        directory.resolve("w"),
                        new CommandEnvironment.Files(promptFile, directory.resolve("hints")),
                        Map.of("PATH", "/bin"))
                .forCommand(Step.STEP_GENERATE);
        assertThat(environment)
                .doesNotContainKey("SIA_PROMPT")
                .containsEntry("SIA_PROMPT_FILE", promptFile.toString())
                .containsEntry("SIA_STEP", "generate");
        assertThat(promptFile).hasContent(prompt);
    }

    @Test
    void removesReadOnlyDirectoriesAndFollowsNoLink() throws IOException {
        Path outside = Files.createDirectories(directory.resolve("outside"));
        Path precious = Files.createFile(outside.resolve("precious"));
        Path root = Files.createDirectories(directory.resolve("root/cache"));
        Files.createFile(root.resolve("module"));
        Files.createSymbolicLink(root.resolve("link"), outside);
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("r-x------"));
        DirectoryTree.remove(directory.resolve("root"));
        assertThat(directory.resolve("root")).doesNotExist();
        assertThat(precious).exists();
    }

    @Test
    void sweepsWhatADeadAgentLeftBehind() throws Exception {
        Path workspace = Files.createDirectories(directory.resolve("workspaces").resolve(ATTEMPT));
        AttemptDirectory leftover = AttemptDirectory.create(directory.resolve("attempts"), ATTEMPT, workspace);
        CommandProcess process = CommandProcess.start(
                SessionLauncher.find(System.getenv("PATH")).orElseThrow(),
                new Command(
                        List.of("sh", "-c", "echo $$ > pid; sleep 300"),
                        directory,
                        Map.of("PATH", System.getenv("PATH"))),
                leftover.recordProcesses(),
                new Discard(),
                new Discard());
        await().until(() -> Files.exists(directory.resolve("pid")) && Files.size(directory.resolve("pid")) > 0);
        List<String> said = new ArrayList<>();

        AttemptDirectory.sweep(directory.resolve("attempts"), KeepWorkspaces.NEVER, said::add);

        assertThat(RunningProcesses.runs(directory.resolve("pid"))).isFalse();
        assertThat(process.finish()).isEqualTo(137);
        assertThat(workspace).doesNotExist();
        assertThat(leftover.path()).doesNotExist();
        assertThat(said)
                .containsExactly("Stopped processes of attempt " + ATTEMPT + " that an earlier run left behind");
    }

    @Test
    void sweepsNoDirectoryThatIsNotTheAttemptsOwn() throws Exception {
        Path precious = Files.createDirectories(directory.resolve("precious"));
        AttemptDirectory.create(directory.resolve("attempts"), ATTEMPT, precious);
        AttemptDirectory.sweep(directory.resolve("attempts"), KeepWorkspaces.NEVER, line -> {});
        assertThat(precious).exists();
    }

    private static final class Discard implements OutputSink {
        @Override
        public void write(byte[] bytes, int length) {
            // Not looked at.
        }

        @Override
        public void end() {
            // Not looked at.
        }
    }
}
