package dev.sia.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sia.cli.agent.attempt.WorkSettings.Author;
import dev.sia.cli.agent.session.Secret;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class AgentRunOptionsTest {
    @TempDir
    private Path directory;

    private final Map<String, String> environment = new HashMap<>(Map.of("PATH", System.getenv("PATH")));

    @Test
    void readsAllThatItNeeds() throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "sia_en_abc\n");
        AgentSettings settings = settings(
                "--server-grpc=127.0.0.1:9090",
                "--generate=make",
                "--labels=a,b",
                "--capacity=3",
                "--name=box",
                "--git-author=Ada Lovelace <ada@example.com>",
                "--enrolment-token-file=" + token,
                "--state-dir=" + directory,
                "--log-spool-mib=2",
                "--log-patience-seconds=7");
        assertThat(settings.server()).hasToString("127.0.0.1:9090");
        assertThat(settings.identity().labels()).containsExactly("a", "b");
        assertThat(settings.identity().capacity()).isEqualTo(3);
        assertThat(settings.identity().name()).isEqualTo("box");
        assertThat(settings.enrolmentToken()).contains(new Secret("sia_en_abc"));
        assertThat(settings.work().author()).contains(new Author("Ada Lovelace", "ada@example.com"));
        assertThat(settings.work().workDirectory()).isEqualTo(directory.resolve("workspaces"));
        assertThat(settings.work().log().spoolBytes()).isEqualTo(2 * 1024 * 1024);
        assertThat(settings.work().log().patience()).isEqualTo(Duration.ofSeconds(7));
        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void reportsAllMistakesAtOnce() {
        assertThatThrownBy(() -> settings(
                        "--server-grpc=nowhere",
                        "--generate= ",
                        "--capacity=65",
                        "--labels=BAD",
                        "--keep-workspaces=some",
                        "--log-spool-mib=0",
                        "--log-patience-seconds=0",
                        "--git-author=x"))
                .isInstanceOf(ParameterException.class)
                .message()
                .contains(
                        "'nowhere' is not HOST:PORT",
                        "--generate must",
                        "--capacity must",
                        "'BAD' must match",
                        "--keep-workspaces must",
                        "--log-spool-mib must",
                        "--log-patience-seconds must",
                        "--git-author must");
    }

    @Test
    void sendsNoCredentialInPlaintextOverANetworkUnlessToldTo() {
        assertThatThrownBy(() -> settings("--server-grpc=192.0.2.1:9090", "--generate=x"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("use --tls, or --insecure-plaintext");
        assertThat(settings("--server-grpc=192.0.2.1:9090", "--generate=x", "--tls")
                        .server()
                        .tls())
                .isTrue();
        assertThat(settings("--server-grpc=192.0.2.1:9090", "--generate=x", "--insecure-plaintext")
                        .server()
                        .tls())
                .isFalse();
    }

    @Test
    void showsACertificateWithItsKeyAndNeverHalfOfIt() throws IOException {
        String file = Files.writeString(directory.resolve("some.pem"), "pem").toString();
        AgentSettings both =
                settings("--server-grpc=192.0.2.1:9090", "--generate=x", "--tls-cert=" + file, "--tls-key=" + file);
        assertThat(both.server().tls()).isTrue();
        assertThat(both.server().identity()).isPresent();
        assertThatThrownBy(() -> settings("--server-grpc=localhost:1", "--generate=x", "--tls-cert=" + file))
                .hasMessageContaining("--tls-cert needs its --tls-key");
        assertThatThrownBy(() -> settings("--server-grpc=localhost:1", "--generate=x", "--tls-ca=" + file + ".gone"))
                .hasMessageContaining("--tls-ca: ")
                .hasMessageContaining("no file that can be read");
    }

    @Test
    void replacesItsCredentialAfterAMonthUnlessToldOtherwise() {
        assertThat(settings("--server-grpc=localhost:1", "--generate=x").credentialAge())
                .isEqualTo(Duration.ofDays(30));
        assertThat(settings("--server-grpc=localhost:1", "--generate=x", "--rotate-credential-days=2")
                        .credentialAge())
                .isEqualTo(Duration.ofDays(2));
        assertThatThrownBy(() -> settings("--server-grpc=localhost:1", "--generate=x", "--rotate-credential-days=0"))
                .hasMessageContaining("--rotate-credential-days must be from 1 to 3650");
    }

    @Test
    void takesTheTokenFromTheEnvironmentAndRefusesWhatIsNone() {
        environment.put("SIA_ENROLMENT_TOKEN", "sia_en_env");
        assertThat(settings("--server-grpc=localhost:1", "--generate=x").enrolmentToken())
                .contains(new Secret("sia_en_env"));
        environment.put("SIA_ENROLMENT_TOKEN", "sia_sk_wrong");
        assertThatThrownBy(() -> settings("--server-grpc=localhost:1", "--generate=x"))
                .isInstanceOf(AgentFailure.class)
                .hasMessage("SIA_ENROLMENT_TOKEN holds no enrolment token (sia_en_…).")
                .hasMessageNotContaining("sia_sk_wrong");
    }

    @Test
    void passesOnlyTheUsualAndTheNamedEnvironment() {
        Map<String, String> all = Map.of(
                "PATH",
                "1",
                "LC_TIME",
                "2",
                "AWS_SECRET",
                "3",
                "ANTHROPIC_API_KEY",
                "4",
                "SIA_ENROLMENT_TOKEN",
                "5",
                "OPENAI_KEY",
                "6");
        assertThat(PassedEnvironment.choose(all, List.of()).keySet()).containsExactly("LC_TIME", "PATH");
        assertThat(PassedEnvironment.choose(all, List.of("ANTHROPIC_API_KEY", "OPENAI_*"))
                        .keySet())
                .containsExactly("ANTHROPIC_API_KEY", "LC_TIME", "OPENAI_KEY", "PATH");
        assertThat(PassedEnvironment.choose(all, List.of("*")).keySet())
                .contains("AWS_SECRET")
                .doesNotContain("SIA_ENROLMENT_TOKEN");
    }

    @Test
    void masksNamedVariablesAndThoseThatLookSecretAndPasswordsInAddresses() {
        environment.putAll(Map.of(
                "DEPLOY", "named-value",
                "STAGE_A", "named-by-pattern",
                "OPENAI_API_KEY", "sk-passed",
                "DB_PASSWORD", "passed-password",
                "GPG_KEY", "not-passed",
                "TOKEN_FILE", "/run/token",
                "https_proxy", "http://ada:proxy-word@proxy:3128",
                "MONKEY", "harmless"));
        AgentSettings settings = settings(
                "--server-grpc=localhost:1",
                "--generate=x",
                "--env-pass=OPENAI_API_KEY,DB_*,TOKEN_FILE,MONKEY",
                "--mask-env=DEPLOY",
                "--mask-env=STAGE_*");
        assertThat(settings.work().log().secrets().masker().mask(String.join(" ", environment.values())))
                .doesNotContain("named-value", "named-by-pattern", "sk-passed", "passed-password", "proxy-word")
                .contains("not-passed", "/run/token", "harmless", "http://ada:***@proxy:3128");
        assertThat(settings.warnings()).isEmpty();
    }

    @Test
    void warnsOfWhatItCannotMask() {
        environment.put("PIN", "1234");
        environment.put("A_TOKEN", "12345");
        environment.put("B_TOKEN", "");
        assertThat(settings(
                                "--server-grpc=localhost:1",
                                "--generate=x",
                                "--mask-env=PIN,NOWHERE",
                                "--env-pass=A_TOKEN,B_TOKEN")
                        .warnings())
                .containsExactly(
                        "--mask-env NOWHERE: there is no such variable, so nothing is masked for it",
                        "The value of PIN is not masked: it has fewer than 6 characters",
                        "The value of A_TOKEN is not masked: it has fewer than 6 characters");
    }

    @Test
    void explainsItselfAndItsExitCodes() {
        StringWriter out = new StringWriter();
        int exitCode = new CommandLine(new AgentRunCommand())
                .setOut(new PrintWriter(out))
                .execute("--help");
        assertThat(exitCode).isZero();
        assertThat(out.toString())
                .contains("--enrolment-token-stdin", "--mask-env", "--log-patience-seconds", "Exit codes:");
        for (ExitCode code : ExitCode.values()) {
            assertThat(out.toString()).containsPattern("\n\\s+" + code.code() + "\\s+\\S");
        }
    }

    @Test
    void endsWithCode2WhenItIsNotEnrolledAndHasNoToken() {
        StringWriter err = new StringWriter();
        int exitCode = new CommandLine(new AgentRunCommand())
                .setErr(new PrintWriter(err))
                .execute("--server-grpc=127.0.0.1:1", "--generate=true", "--state-dir=" + directory);
        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString()).startsWith("sia agent: This agent is not enrolled yet. Give an enrolment token");
    }

    private AgentSettings settings(String... arguments) {
        Holder holder = new Holder();
        CommandLine commandLine = new CommandLine(holder);
        commandLine.parseArgs(arguments);
        return holder.options.settings(commandLine.getCommandSpec(), environment);
    }

    @Command
    private static final class Holder {
        @Mixin
        private final AgentRunOptions options = new AgentRunOptions();
    }
}
