package dev.sia.cli.key;

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

class KeyCommandsTest {
    private static final String ID = "0198f0c9-5555-7a52-9c3b-5d8f6e1a2b3c";
    private static final String KEY = "sia_sk_k7q2m4xw5tzbj3ra_secret";

    @TempDir
    private Path home;

    private FakeSia server;
    private TestCli cli;

    @BeforeEach
    void start() throws IOException {
        server = new FakeSia();
        cli = new TestCli(home).with("SIA_URL", server.url()).with("SIA_TOKEN", "tok");
        server.on("POST ORG/api-keys", 201, "{\"key\":\"" + KEY + "\",\"apiKey\":" + key("") + "}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String key(String more) {
        return """
                {"id":"%s","name":"nightly","publicId":"k7q2m4xw5tzbj3ra","scopes":["jobs:read","jobs:write"],
                 "createdBy":{"kind":"user"},"createdAt":"2026-11-23T09:30:00Z"%s}""".formatted(ID, more);
    }

    @Test
    void createsAKeyAndPrintsItAlone() {
        Outcome outcome =
                cli.run("key", "create", "--name", "nightly", "--scope", "jobs:read,jobs:write", "--expires-in", "90d");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).isEqualTo(KEY + "\n");
        assertThat(server.requests().getLast().body())
                .isEqualTo(
                        "{\"name\":\"nightly\",\"scopes\":[\"jobs:read\",\"jobs:write\"],\"expiresInSeconds\":7776000}");
    }

    @Test
    void createsAKeyInAPrivateFileAndNamesItById() throws IOException {
        Path file = home.resolve("key");
        Outcome outcome = cli.run(
                "key",
                "create",
                "--name",
                "nightly",
                "--scope",
                "jobs:read",
                "--scope",
                "jobs:write",
                "--out",
                file.toString());
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .isEqualTo("sia: the key is in " + file + ", good until it is revoked (id " + ID + ")\n");
        assertThat(file).hasContent(KEY);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        int before = server.requests().size();
        assertThat(cli.run("key", "create", "--name", "n", "--scope", "jobs:read", "--out", file.toString())
                        .code())
                .isEqualTo(2);
        assertThat(server.requests()).hasSize(before);
    }

    @Test
    void namesTheScopesWhenOneIsWrong() {
        Outcome outcome = cli.run("key", "create", "--name", "n", "--scope", "jobs:all");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err())
                .contains("'jobs:all' is not one of organization:read")
                .contains("audit:read");
    }

    @Test
    void listsKeysAlsoThoseThatAreRevoked() {
        server.on(
                "GET ORG/api-keys",
                200,
                "{\"items\":[" + key("") + ","
                        + key(",\"lastUsedAt\":\"2026-11-23T10:00:00Z\",\"revokedAt\":\"2026-11-24T10:00:00Z\"")
                        + "]}");
        assertThat(cli.run("key", "list").out().lines())
                .hasSize(3)
                .last()
                .asString()
                .contains(ID, "nightly", "sia_sk_k7q2m4xw5tzbj3ra_…", "jobs:read,jobs:write", "2026-11-24T10:00:00Z");
    }

    @Test
    void revokesAKey() {
        server.on("DELETE ORG/api-keys/" + ID, 200, key(",\"revokedAt\":\"2026-11-24T10:00:00Z\""));
        Outcome outcome = cli.run("key", "revoke", ID);
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).contains("revoked").contains("2026-11-24T10:00:00Z");
    }
}
