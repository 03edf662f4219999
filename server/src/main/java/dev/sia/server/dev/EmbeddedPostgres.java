package dev.sia.server.dev;

import dev.sia.server.error.StartFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL of the server's own, durable as any other: fsync and synchronous commits are on, and its files
 * survive restarts and crashes of either process. It listens on the loopback address only, on a port of its own choice,
 * and asks for a random password.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final String USER = "sia";
    private static final String DATABASE = "sia";
    private static final int START_ATTEMPTS = 3;
    private static final long RESTART_PAUSE_MILLIS = 200;
    private static final long LONGEST_RESTART_PAUSE_MILLIS = 5_000;
    private static final long LOG_LIMIT_BYTES = 16L << 20;

    private final PostgresAccount account;
    private final PostgresBinaries binaries;
    private final Path home;
    private final String password;
    private volatile int port;
    private volatile boolean closed;

    private EmbeddedPostgres(PostgresAccount account, PostgresBinaries binaries, Path home, String password) {
        this.account = account;
        this.binaries = binaries;
        this.home = home;
        this.password = password;
    }

    /**
     * Starts on the files of the last time, or makes new ones. The caller makes sure that nobody else uses the
     * directory.
     *
     * @param directory where password, log and data are kept
     * @param programs where the programs are kept, which several sets of data may share; empty for the same directory
     */
    public static EmbeddedPostgres start(Path directory, Optional<Path> programs) {
        return start(directory, programs.orElse(directory), PostgresAccount.detect());
    }

    static EmbeddedPostgres start(Path directory, Path binariesDirectory, PostgresAccount account) {
        Path home = account.home(directory);
        Path binariesHome = binariesDirectory.equals(directory) ? home : account.home(binariesDirectory);
        EmbeddedPostgres postgres = new EmbeddedPostgres(
                account, PostgresBinaries.in(binariesHome), home, PrivateFiles.readOrCreate(home, "password", () -> {
                    byte[] random = new byte[24];
                    new SecureRandom().nextBytes(random);
                    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
                }));
        try {
            postgres.start();
        } catch (IOException thrown) {
            throw new StartFailure(
                    "SIA_DATA_DIR: the embedded PostgreSQL cannot use " + home + ": " + thrown.getMessage(), thrown);
        }
        return postgres;
    }

    private void start() throws IOException {
        if (!Files.exists(data().resolve("PG_VERSION"))) {
            initialise();
        }
        account.own(data());
        stopOrphan();
        limitLog();
        PostgresAccount.Outcome outcome = launch(freePort());
        for (int attempt = 1; !outcome.succeeded() && attempt < START_ATTEMPTS; attempt++) {
            log.debug("PostgreSQL did not start: {}", outcome.output());
            outcome = launch(freePort());
        }
        if (!outcome.succeeded()) {
            throw new StartFailure(
                    "SIA_DATA_DIR: the embedded PostgreSQL did not start (" + lastLogLine() + "); see " + logFile());
        }
        watch();
        log.debug("PostgreSQL listens on port {}, files in {}", port, home);
    }

    /** A PostgreSQL that dies while the server lives is started again where its clients look for it. */
    private void watch() throws IOException {
        running().ifPresent(process -> {
            var unused = process.onExit().thenRunAsync(this::restartUnlessClosed, Thread::startVirtualThread);
        });
    }

    private void restartUnlessClosed() {
        try {
            for (int attempt = 1; !closed; attempt++) {
                log.warn("The embedded PostgreSQL died; starting it again (attempt {})", attempt);
                stopOrphan();
                if (launch(port).succeeded()) {
                    watch();
                    return;
                }
                // Its processes may need a moment to notice that their parent is gone.
                Thread.sleep(Math.min(RESTART_PAUSE_MILLIS * attempt, LONGEST_RESTART_PAUSE_MILLIS));
            }
        } catch (IOException | StartFailure thrown) {
            log.error("The embedded PostgreSQL cannot be started again; restart the server", thrown);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Everything happens in a directory that gets its name at the very end: a half-made one is never used. */
    private void initialise() throws IOException {
        Path unfinished = home.resolve("data.new");
        PostgresBinaries.deleteRecursively(unfinished);
        Path passwordFile = home.resolve("password.new");
        Files.deleteIfExists(passwordFile);
        PrivateFiles.write(passwordFile, password);
        account.own(passwordFile);
        try {
            mustSucceed(account.run(
                    List.of(
                            binaries.program("initdb"),
                            "--pgdata=" + unfinished,
                            "--username=" + USER,
                            "--auth=scram-sha-256",
                            "--pwfile=" + passwordFile,
                            "--encoding=UTF8",
                            "--locale=C",
                            "--locale-provider=builtin",
                            "--builtin-locale=C.UTF-8",
                            "--no-instructions"),
                    ""));
            mustSucceed(account.run(
                    List.of(binaries.program("postgres"), "--single", "-D", unfinished.toString(), "postgres"),
                    "CREATE DATABASE " + DATABASE + "\n"));
        } finally {
            Files.deleteIfExists(passwordFile);
        }
        Files.move(unfinished, data(), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void mustSucceed(PostgresAccount.Outcome outcome) {
        if (!outcome.succeeded()) {
            throw new StartFailure(
                    "SIA_DATA_DIR: the embedded PostgreSQL cannot make its files: " + lastLine(outcome.output()));
        }
    }

    /**
     * A server that was killed leaves its PostgreSQL running, or a pid file whose number may meanwhile belong to any
     * other process, which PostgreSQL would take for a running server.
     */
    private void stopOrphan() throws IOException {
        if (!Files.exists(pidFile())) {
            return;
        }
        if (running().isPresent()) {
            log.info("Stopping the PostgreSQL that a killed server left behind");
            if (!stop("fast") && !stop("immediate")) {
                throw new StartFailure("SIA_DATA_DIR: a PostgreSQL is still running on " + data()
                        + " and cannot be stopped; stop it by hand");
            }
        }
        Files.deleteIfExists(pidFile());
    }

    /** The PostgreSQL that runs on these files, whoever started it; the number alone may be that of another one by now. */
    private Optional<ProcessHandle> running() throws IOException {
        List<String> lines = Files.exists(pidFile()) ? Files.readAllLines(pidFile()) : List.of();
        if (lines.isEmpty() || !lines.getFirst().strip().matches("\\d{1,18}")) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
                .filter(process -> process.info().command().orElse("").endsWith("/postgres"))
                .filter(process -> List.of(process.info().arguments().orElse(new String[0]))
                        .contains(data().toString()));
    }

    private PostgresAccount.Outcome launch(int wantedPort) {
        port = wantedPort;
        String options = String.join(
                " ",
                "-c listen_addresses=127.0.0.1",
                "-c port=" + port,
                "-c unix_socket_directories=''",
                "-c fsync=on",
                "-c synchronous_commit=on",
                "-c full_page_writes=on",
                "-c max_connections=100",
                "-c shared_buffers=128MB",
                "-c log_checkpoints=off",
                "-c timezone=UTC");
        return account.run(
                List.of(
                        binaries.program("pg_ctl"),
                        "start",
                        "--pgdata=" + data(),
                        "--log=" + logFile(),
                        "--wait",
                        "--timeout=90",
                        "--silent",
                        "--options=" + options),
                "");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean stop(String mode) {
        return account.run(
                        List.of(
                                binaries.program("pg_ctl"),
                                "stop",
                                "--pgdata=" + data(),
                                "--mode=" + mode,
                                "--wait",
                                "--timeout=20",
                                "--silent"),
                        "")
                .succeeded();
    }

    private void limitLog() throws IOException {
        if (Files.exists(logFile()) && Files.size(logFile()) > LOG_LIMIT_BYTES) {
            Files.move(logFile(), home.resolve("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private String lastLogLine() throws IOException {
        return Files.exists(logFile()) ? lastLine(Files.readString(logFile())) : "it wrote no log";
    }

    private static String lastLine(String text) {
        return text.lines().filter(line -> !line.isBlank()).reduce("", (first, second) -> second);
    }

    private Path data() {
        return home.resolve("data");
    }

    private Path pidFile() {
        return data().resolve("postmaster.pid");
    }

    private Path logFile() {
        return home.resolve("postgres.log");
    }

    /** JDBC URL of the server's own database. */
    public String url() {
        return url(DATABASE);
    }

    /** JDBC URL of any database of this PostgreSQL. */
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    public String user() {
        return USER;
    }

    public String password() {
        return password;
    }

    /** Stops PostgreSQL after its running transactions were cut off; nothing that was committed is lost. */
    @Override
    public void close() {
        closed = true;
        if (!stop("fast") && !stop("immediate")) {
            log.warn("The embedded PostgreSQL did not stop; the next start stops it");
        }
    }
}
