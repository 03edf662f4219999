package dev.sia.server.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {
    private static final Path PROGRAMS =
            Path.of("target", "test-postgres", "programs").toAbsolutePath();

    @TempDir
    Path directory;

    /** A server that is killed: starts, says so and waits for its end. */
    static final class Victim {
        private Victim() {}

        public static void main(String[] arguments) throws InterruptedException {
            EmbeddedPostgres postgres =
                    EmbeddedPostgres.start(Path.of(arguments[0]), Optional.of(Path.of(arguments[1])));
            System.out.println("started " + postgres.url());
            Thread.sleep(Duration.ofMinutes(10));
        }
    }

    private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
        execute(postgres.url(), postgres.user(), postgres.password(), sql);
    }

    private static void execute(String url, String user, String password, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.url(), postgres.user(), postgres.password());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : "";
        }
    }

    private long postmaster() {
        try {
            return Long.parseLong(
                    Files.readAllLines(directory.resolve("data/postmaster.pid")).getFirst());
        } catch (IOException thrown) {
            throw new UncheckedIOException(thrown);
        }
    }

    @Test
    void whatWasCommittedSurvivesAKilledServerWhosePostgresRunsOn() throws Exception {
        Process victim = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        directory.toString(),
                        PROGRAMS.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String url;
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8))) {
            url = output.readLine().replace("started ", "");
        }
        String password = Files.readString(directory.resolve("password")).strip();
        execute(url, "sia", password, "CREATE TABLE kept AS SELECT 42 AS answer");
        long orphan = postmaster();
        victim.destroyForcibly().waitFor();
        assertThat(ProcessHandle.of(orphan)).isPresent();

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, Optional.of(PROGRAMS))) {
            assertThat(query(postgres, "SELECT answer FROM kept")).isEqualTo("42");
            assertThat(postmaster()).isNotEqualTo(orphan);
            assertThat(ProcessHandle.of(orphan)
                            .flatMap(process -> process.info().command()))
                    .as("what still runs under the number; one that ended but was not reaped has no command")
                    .isEmpty();
        }
    }

    @Test
    void aPidFileWhoseNumberBelongsToAnotherProcessDoesNotStopTheStart() throws Exception {
        EmbeddedPostgres.start(directory, Optional.of(PROGRAMS)).close();
        long stranger = ProcessHandle.current().pid();
        Files.writeString(directory.resolve("data/postmaster.pid"), stranger + "\n" + directory.resolve("data") + "\n");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, Optional.of(PROGRAMS))) {
            assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
        }
        assertThat(ProcessHandle.current().isAlive()).isTrue();
    }

    /** Numbers of processes come again, and there may be more than one PostgreSQL. */
    @Test
    void aPidFileWhoseNumberBelongsToAnotherPostgresLeavesThatAlone(@TempDir Path elsewhere) throws Exception {
        EmbeddedPostgres.start(directory, Optional.of(PROGRAMS)).close();
        try (EmbeddedPostgres other = EmbeddedPostgres.start(elsewhere, Optional.of(PROGRAMS))) {
            execute(other, "CREATE TABLE kept AS SELECT 7 AS answer");
            Files.copy(elsewhere.resolve("data/postmaster.pid"), directory.resolve("data/postmaster.pid"));
            ProcessHandle stranger = ProcessHandle.of(postmaster()).orElseThrow();
            try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, Optional.of(PROGRAMS))) {
                assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
            }
            assertThat(stranger.isAlive()).isTrue();
            assertThat(query(other, "SELECT answer FROM kept")).isEqualTo("7");
        }
    }

    @Test
    void aPostgresThatDiesIsStartedAgainAtTheSameAddress() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, Optional.of(PROGRAMS))) {
            execute(postgres, "CREATE TABLE kept AS SELECT 7 AS answer");
            String before = postgres.url();
            ProcessHandle.of(postmaster()).orElseThrow().destroyForcibly();
            await().atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .until(() -> query(postgres, "SELECT answer FROM kept").equals("7"));
            assertThat(postgres.url()).isEqualTo(before);
        }
    }

    @Test
    void itIsDurableAndAsksForThePassword() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, Optional.of(PROGRAMS))) {
            for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes", "data_checksums")) {
                assertThat(query(postgres, "SHOW " + setting)).as(setting).isEqualTo("on");
            }
            assertThat(query(postgres, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(query(postgres, "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'"))
                    .isEqualTo("0");
        }
    }

    /** Where the kernel forbids user namespaces, as in many containers, root has to become somebody else. */
    @Test
    void rootCanRunItAsNobodyFromADirectoryThatNobodyCannotReach() throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "only root can become nobody");
        Path closed = Files.createDirectory(directory.resolve("closed"));
        Files.setPosixFilePermissions(closed, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
        Path wanted = closed.resolve("postgres");
        Path home = PostgresAccount.AS_NOBODY.home(wanted);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(wanted, wanted, PostgresAccount.AS_NOBODY)) {
            assertThat(home).isNotEqualTo(wanted);
            assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
        } finally {
            PostgresBinaries.deleteRecursively(home);
        }
    }
}
