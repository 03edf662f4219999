package dev.sia.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sia.api.model.LogLine;
import dev.sia.cli.CliException;
import dev.sia.sdk.live.LogRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoPartsTest {
    @TempDir
    private Path temporary;

    private static Git.Result generate(DemoRepository repository, Path workspace, String prompt)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", repository.tool().toString(), "0").redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "SIA_WORKSPACE",
                        workspace.toString(),
                        "SIA_PROMPT",
                        prompt,
                        "SIA_JOB_ID",
                        "job-1",
                        "SIA_ATTEMPT",
                        "1"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Git.Result(process.waitFor(), output);
    }

    @ParameterizedTest
    @CsvSource({"--shout, 'HELLO, ADA!'", "--whisper, 'hello, ada.'", "--formal, 'Good day, Ada.'"})
    void theStandInDoesWhatThePromptSays(String option, String greeting) throws Exception {
        try (DemoFolder folder = DemoFolder.fresh(temporary.resolve("it's a folder"))) {
            DemoRepository repository = DemoRepository.create(folder);
            Path workspace = folder.resolve("work space");
            Git.git(folder.path(), "clone", "--quiet", repository.origin().toString(), workspace.toString());
            assertThat(Git.run(workspace, List.of("sh", "-c", DemoRepository.TESTS))
                            .output())
                    .endsWith("0 failed");

            Git.Result result = generate(repository, workspace, "Please add a " + option + " option.");
            assertThat(result).as(result.output()).matches(Git.Result::isGood);
            assertThat(result.output().lines().count()).isGreaterThan(5);
            assertThat(Git.run(workspace, List.of("sh", "./greet", option, "--name", "Ada"))
                            .output())
                    .isEqualTo(greeting);
            Git.Result tests = Git.run(workspace, List.of("sh", "-c", DemoRepository.TESTS));
            assertThat(tests.output()).contains("ok    greet " + option).endsWith("0 failed");
            assertThat(Git.git(workspace, "status", "--porcelain").lines())
                    .containsExactly(" M README.md", " M greet", " M tests/run");
            assertThat(repository.runs("job-1")).isEqualTo(1);

            assertThat(generate(repository, workspace, "Add " + option).exitCode())
                    .isEqualTo(1);
        }
    }

    @Test
    void theStandInFailsWhenItDoesNotKnowHow() throws Exception {
        try (DemoFolder folder = DemoFolder.fresh(temporary.resolve("f"))) {
            DemoRepository repository = DemoRepository.create(folder);
            Git.Result result = generate(repository, folder.resolve("seed"), "Write an operating system");
            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.output()).contains("the prompt names 'no option'");
        }
    }

    @Test
    void theTestsOfTheProjectCanFail() throws Exception {
        try (DemoFolder folder = DemoFolder.fresh(temporary.resolve("f"))) {
            DemoRepository.create(folder);
            Path greet = folder.resolve("seed").resolve("greet");
            Files.writeString(greet, Files.readString(greet).replace("Hello", "Goodbye"));
            assertThat(Git.run(folder.resolve("seed"), List.of("sh", "-c", DemoRepository.TESTS))
                            .exitCode())
                    .isEqualTo(2);
        }
    }

    @Test
    void emptiesOnlyItsOwnFolderAndOneAtATime() throws Exception {
        Path path = temporary.resolve("run");
        try (DemoFolder folder = DemoFolder.emptied(path)) {
            Files.createDirectories(folder.resolve("a/b"));
            Files.writeString(folder.resolve("a/b/c"), "x");
        }
        try (DemoFolder again = DemoFolder.emptied(path)) {
            assertThat(again.resolve("a")).doesNotExist();
        }
        Path other = temporary.resolve("precious");
        Files.createDirectories(other);
        Files.writeString(other.resolve("thesis"), "x");
        assertThatThrownBy(() -> DemoFolder.emptied(other)).isInstanceOf(CliException.class);
        assertThatThrownBy(() -> DemoFolder.fresh(other)).isInstanceOf(CliException.class);
        assertThat(other.resolve("thesis")).hasContent("x");
    }

    private static LogRecorder recorded(long finalSeq, boolean complete, long... seqs) {
        LogRecorder recorder = new LogRecorder();
        recorder.accept(new LogRecord.AttemptStarted(1));
        for (long seq : seqs) {
            recorder.accept(new LogRecord.Line(1, new LogLine().seq(seq)));
        }
        recorder.accept(new LogRecord.AttemptEnded(1, finalSeq, complete, true));
        return recorder;
    }

    @Test
    void knowsAWholeLogFromOneThatIsNot() {
        assertThat(recorded(3, true, 1, 2, 3).fault()).isEmpty();
        assertThat(recorded(3, true, 1, 3).fault()).isPresent();
        assertThat(recorded(3, true, 1, 2).fault()).isPresent();
        assertThat(recorded(3, true, 1, 2, 2, 3).fault()).isPresent();
        assertThat(recorded(3, true, 2, 1, 3).fault()).isPresent();
        assertThat(recorded(3, false, 1, 2, 3).fault()).isPresent();
        assertThat(new LogRecorder().fault()).isPresent();
    }
}
