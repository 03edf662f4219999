package dev.sia.server.dev;

import dev.sia.server.error.StartFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who runs PostgreSQL, which refuses to be root. An ordinary user runs it as himself. Root gives its rights up first: in
 * a user namespace where the kernel allows one (files still belong to root), else as "nobody".
 *
 * @param prefix put before every command line
 * @param fileOwner user id that must own the files; -1 for whoever creates them
 */
record PostgresAccount(List<String> prefix, int fileOwner) {
    private static final Logger log = LoggerFactory.getLogger(PostgresAccount.class);
    private static final int NOBODY = 65_534;
    private static final Path SHARED_HOME = Path.of("/var/lib/sia");

    static final PostgresAccount SELF = new PostgresAccount(List.of(), -1);
    static final PostgresAccount ROOT_IN_NAMESPACE = new PostgresAccount(List.of("unshare", "--user", "--"), -1);
    static final PostgresAccount AS_NOBODY = new PostgresAccount(
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--"), NOBODY);

    /** What a program printed and how it ended. */
    record Outcome(int exitCode, String output) {
        boolean succeeded() {
            return exitCode == 0;
        }
    }

    static PostgresAccount detect() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return SELF;
        }
        for (PostgresAccount candidate : List.of(ROOT_IN_NAMESPACE, AS_NOBODY)) {
            if (candidate.works()) {
                return candidate;
            }
        }
        throw new StartFailure("SIA_DATABASE_URL: PostgreSQL refuses to run as root, and neither unshare nor setpriv"
                + " works here: start the server as an ordinary user or name a PostgreSQL server");
    }

    private boolean works() {
        try {
            return run(List.of("true"), "").succeeded();
        } catch (StartFailure notInstalled) {
            return false;
        }
    }

    /**
     * The directory to keep PostgreSQL in: the wanted one, or one below /var/lib when the account cannot get there
     * because a directory above it is closed (root's home for example is, for everybody else).
     */
    Path home(Path wanted) {
        if (this.equals(SELF)) {
            return prepared(wanted);
        }
        Path home = prepared(wanted);
        if (canUse(home)) {
            return home;
        }
        Path reachable = SHARED_HOME.resolve("postgres-"
                + Integer.toUnsignedString(wanted.toAbsolutePath().toString().hashCode(), 36));
        log.info("{} cannot be reached without root's rights; PostgreSQL's files are in {}", wanted, reachable);
        return prepared(reachable);
    }

    private boolean canUse(Path directory) {
        return run(List.of("test", "-w", directory.toString(), "-a", "-x", directory.toString()), "")
                .succeeded();
    }

    private Path prepared(Path directory) {
        try {
            Files.createDirectories(directory);
            own(directory);
            return directory;
        } catch (IOException thrown) {
            throw new StartFailure(
                    PostgresBinaries.SETTINGS + directory + " cannot be used: " + thrown.getMessage(), thrown);
        }
    }

    /** Hands a file or a whole directory to the account. */
    void own(Path path) {
        int owner = fileOwner >= 0 ? fileOwner : this.equals(ROOT_IN_NAMESPACE) ? 0 : -1;
        try {
            if (owner < 0 || Files.getAttribute(path, "unix:uid").equals(owner)) {
                return;
            }
            try (Stream<Path> files = Files.walk(path)) {
                for (Path file : files.toList()) {
                    Files.setAttribute(file, "unix:uid", owner, java.nio.file.LinkOption.NOFOLLOW_LINKS);
                }
            }
        } catch (IOException thrown) {
            throw new UncheckedIOException(thrown);
        }
    }

    /** Runs a program to its end with the given standard input and a nearly empty environment. */
    Outcome run(List<String> command, String input) {
        List<String> line = new ArrayList<>(prefix);
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        String path = builder.environment().getOrDefault("PATH", "/usr/bin:/bin");
        builder.environment().clear();
        builder.environment().put("PATH", path);
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("TZ", "UTC");
        builder.directory(Path.of("/").toFile());
        return finish(builder, input);
    }

    private static Outcome finish(ProcessBuilder builder, String input) {
        try {
            Process process = builder.start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new StartFailure(builder.command().getFirst() + " did not end within two minutes");
            }
            return new Outcome(process.exitValue(), output.strip());
        } catch (IOException thrown) {
            throw new StartFailure("Cannot run " + builder.command().getFirst() + ": " + thrown.getMessage(), thrown);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new StartFailure("Interrupted while " + builder.command().getFirst() + " ran", stop);
        }
    }
}
