package dev.sia.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.cli.TestCli;
import dev.sia.cli.TestCli.Outcome;
import dev.sia.cli.conformance.rule.Rule;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConformanceCommandTest {
    @TempDir
    private Path home;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "--only=attach-last | there is no rule 'attach-last'",
                "--listen=nowhere | 'nowhere' is not HOST:PORT",
                "--listen=127.0.0.1:70000 | is not HOST:PORT",
                "--target=nowhere | 'nowhere' is not HOST:PORT",
                "--timeout=1s | --timeout must be from 5s to 10m",
                "--parallel=2 | --parallel needs a COMMAND",
                "--parallel=0 | --parallel must be from 1 to 16",
                "--what | --what"
            })
    void refusesWhatCannotBeMeant(String option, String sentence) {
        Outcome outcome = new TestCli(home).run("agent", "conformance", option);
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains(sentence);
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void helpNamesEveryRule() {
        String help = new TestCli(home).run("agent", "conformance", "--help").out();
        for (Rule rule : Rule.values()) {
            assertThat(help).contains(rule.id());
        }
    }

    @Test
    void anAgentThatEndsAtOnceFailsWithItsLastWords() {
        Outcome outcome = new TestCli(home)
                .run(
                        "agent",
                        "conformance",
                        "--only",
                        "attach-first",
                        "--",
                        "sh",
                        "-c",
                        "echo no server at $SIA_SERVER_GRPC; exit 9");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out())
                .contains("the agent ended with exit code 9 before call of Connect", "| no server at 127.0.0.1:");
    }

    @Test
    void secretsAreInAFileThatOnlyItsOwnerReads() {
        Outcome outcome = new TestCli(home)
                .run(
                        "agent",
                        "conformance",
                        "--only",
                        "attach-first",
                        "--",
                        "sh",
                        "-c",
                        "ls -l \"$SIA_ENROLMENT_TOKEN_FILE\"; env | grep -c sia_en_; ls \"$SIA_STATE_DIR\" | wc -l");
        assertThat(outcome.out()).contains("| -rw-------", "| 0");
        assertThat(outcome.out()).doesNotContain("sia_en_");
    }
}
