package dev.sia.cli.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.cli.FakeSia;
import dev.sia.cli.TestCli;
import dev.sia.cli.TestCli.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginTest {
    @TempDir
    private Path home;

    private FakeSia server;
    private TestCli cli;
    private Path config;

    @BeforeEach
    void start() throws IOException {
        server = new FakeSia();
        cli = new TestCli(home);
        config = home.resolve(".config/sia/config.json");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private Path developmentServer(long pid) throws IOException {
        Path data = home.resolve(".local/share/sia");
        Files.createDirectories(data.resolve("identity"));
        Files.writeString(data.resolve("identity/token"), "dev-token\n");
        Files.writeString(
                data.resolve("server.json"),
                "{\"httpUrl\":\"%s\",\"grpcTarget\":\"127.0.0.1:1\",\"managementUrl\":\"\",\"pid\":%d}"
                        .formatted(server.url(), pid));
        return data;
    }

    private static long deadProcess() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        return process.pid();
    }

    @Test
    void keepsATokenFromStandardInputInAPrivateFile() throws IOException {
        Outcome outcome = cli.typing("tok\n").run("login", "--url", server.url() + "/", "--token-stdin");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out())
                .isEqualTo("Logged in to " + server.url() + " as ada@example.com (profile default).\n");
        assertThat(permissions(config)).isEqualTo("rw-------");
        assertThat(permissions(home.resolve(".config/sia"))).isEqualTo("rwx------");
        assertThat(cli.run("whoami").out()).contains("ada@example.com").contains("Acme (owner)");
        assertThat(server.requests().getLast().token()).isEqualTo("Bearer tok");
    }

    @Test
    void keepsOnlyThePathOfATokenFile() throws IOException {
        Path file = home.resolve("my token");
        Files.writeString(file, "first");
        assertThat(cli.run("login", "--url", server.url(), "--token-file", file.toString())
                        .code())
                .isZero();
        assertThat(Files.readString(config)).contains("my token").doesNotContain("first");
        Files.writeString(file, "second");
        cli.run("whoami");
        assertThat(server.requests().getLast().token()).isEqualTo("Bearer second");
    }

    @Test
    void keepsNothingThatTheServerRefuses() {
        server.problem("GET /v1/me", 401, "unauthenticated", "Send a valid access token.");
        Outcome outcome = cli.typing("bad").run("login", "--url", server.url(), "--token-stdin");
        assertThat(outcome.code()).isEqualTo(3);
        assertThat(outcome.err()).isEqualTo("sia: Send a valid access token.\n");
        assertThat(config).doesNotExist();
    }

    @Test
    void choosesAmongProfilesAndForgetsThem() {
        cli.typing("one").run("login", "--url", server.url(), "--token-stdin", "--profile", "a");
        cli.typing("two").run("login", "--url", server.url(), "--token-stdin", "--profile", "b");
        cli.run("whoami");
        assertThat(server.requests().getLast().token()).isEqualTo("Bearer two");
        cli.run("whoami", "--profile", "a");
        assertThat(server.requests().getLast().token()).isEqualTo("Bearer one");
        cli.with("SIA_PROFILE", "a").run("whoami");
        assertThat(server.requests().getLast().token()).isEqualTo("Bearer one");
        assertThat(cli.run("logout", "--profile", "b").err()).isEqualTo("sia: forgot the profile b\n");
        Outcome gone = cli.run("whoami", "--profile", "b");
        assertThat(gone.code()).isEqualTo(3);
        assertThat(gone.err()).contains("there is no profile 'b'");
    }

    @Test
    void keepsAnApiKeyAndSaysWhoItIs() throws IOException {
        server.on("GET /v1/me", 200, """
                {"kind":"api_key","id":"k-1","name":"nightly","organizations":[
                {"id":"%s","name":"Acme","scopes":["jobs:read","jobs:write"],"createdAt":"2026-11-20T09:00:00Z"}]}""".formatted(FakeSia.ORGANIZATION));
        Outcome outcome = cli.typing("sia_sk_a_b\n").run("login", "--url", server.url(), "--key-stdin");
        assertThat(outcome.out())
                .isEqualTo("Logged in to " + server.url() + " as the API key nightly (profile default).\n");
        assertThat(permissions(config)).isEqualTo("rw-------");
        Outcome who = cli.run("whoami");
        assertThat(who.out())
                .contains("API key")
                .contains("nightly (k-1)")
                .contains("Acme (jobs:read, jobs:write)")
                .contains("it is revoked");
        assertThat(server.requests().getLast().token()).isEqualTo("Bearer sia_sk_a_b");
    }

    @Test
    void listsChoosesAndRemovesProfilesWithoutShowingWhatIsSecret() {
        cli.typing("one").run("login", "--url", server.url(), "--token-stdin", "--profile", "a");
        cli.typing("sia_sk_a_b").run("login", "--url", server.url(), "--key-stdin", "--profile", "b");
        Outcome list = cli.run("profile", "list");
        assertThat(list.out().lines().map(String::strip))
                .hasSize(3)
                .anyMatch(line -> line.matches("a +" + server.url() + " +token"))
                .anyMatch(line -> line.matches("\\* +b +" + server.url() + " +API key"));
        assertThat(list.out()).doesNotContain("one", "sia_sk");
        assertThat(cli.run("profile", "list", "-o", "json").out())
                .contains("\"current\"")
                .doesNotContain("sia_sk");

        assertThat(cli.run("profile", "use", "a").err()).isEqualTo("sia: using the profile a\n");
        cli.run("whoami");
        assertThat(server.requests().getLast().token()).isEqualTo("Bearer one");
        assertThat(cli.run("profile", "use", "c").code()).isEqualTo(4);
        assertThat(cli.run("profile", "remove", "b").code()).isZero();
        assertThat(cli.run("profile", "remove", "b").code()).isEqualTo(4);
        assertThat(cli.run("profile", "list").out()).doesNotContain("API key");
    }

    @Test
    void takesAKeyFromTheEnvironmentButNotTwoCredentials() {
        cli.with("SIA_URL", server.url()).with("SIA_API_KEY", "sia_sk_x_y").run("whoami");
        assertThat(server.requests().getLast().token()).isEqualTo("Bearer sia_sk_x_y");
        Outcome both = cli.with("SIA_TOKEN", "tok").run("whoami");
        assertThat(both.code()).isEqualTo(2);
        assertThat(both.err()).contains("SIA_TOKEN and SIA_API_KEY are both set");
    }

    @Test
    void neverSendsAProfilesTokenToAnotherServer() {
        cli.typing("tok").run("login", "--url", server.url(), "--token-stdin");
        int before = server.requests().size();
        Outcome outcome = cli.with("SIA_URL", server.url().replace("127.0.0.1", "localhost"))
                .run("whoami");
        assertThat(outcome.code()).isEqualTo(3);
        assertThat(server.requests()).hasSize(before);
        assertThat(cli.with("SIA_TOKEN", "other").run("whoami").code()).isZero();
        assertThat(server.requests().getLast().token()).isEqualTo("Bearer other");
    }

    @Test
    void usesTheDevelopmentServerOfThisMachineByItselfAndSaysSo() throws IOException {
        Path data = developmentServer(ProcessHandle.current().pid());
        Outcome outcome = cli.run("whoami");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.err())
                .isEqualTo("sia: using the development server at " + server.url() + " (data in " + data + ")\n");
        assertThat(server.requests().getLast().token()).isEqualTo("Bearer dev-token");
    }

    @Test
    void keepsTheDataDirectoryOfADevelopmentServerNotItsAddress() throws IOException {
        Path data = developmentServer(ProcessHandle.current().pid());
        assertThat(cli.run("login", "--development", "--data-dir", data.toString())
                        .code())
                .isZero();
        assertThat(Files.readString(config)).contains(data.toString()).doesNotContain(server.url());
        assertThat(cli.run("whoami").err()).isEmpty();
    }

    @Test
    void saysWhenTheDevelopmentServerDoesNotRun() throws Exception {
        Path data = developmentServer(deadProcess());
        Outcome outcome = cli.run("whoami");
        assertThat(outcome.code()).isEqualTo(6);
        assertThat(outcome.err())
                .isEqualTo("sia: no development server runs on the data in " + data + "; start it with 'sia server'\n");
    }

    @Test
    void saysWhatToDoWhenThereIsNothing() {
        Outcome outcome = cli.run("job", "list");
        assertThat(outcome.code()).isEqualTo(3);
        assertThat(outcome.err())
                .isEqualTo("sia: not logged in; use 'sia login', or start a server with 'sia server'\n");
    }

    @Test
    void namesADamagedConfigurationFile() throws IOException {
        Files.createDirectories(config.getParent());
        Files.writeString(config, "{");
        Outcome outcome = cli.run("whoami");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).startsWith("sia: the configuration file " + config + " cannot be read");
    }
}
