package dev.sia.cli.agent.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts a program in front of a command that makes it the leader of a session of its own: Java has no call for that.
 *
 * @param prefix {@code setsid} of util-linux, or perl
 */
public record SessionLauncher(List<String> prefix) {
    private static final List<String> PERL =
            List.of("-e", "use POSIX (); POSIX::setsid(); exec { $ARGV[0] } @ARGV or exit 127");

    /** Finds a way on this machine, with programs on the given search path. */
    public static Optional<SessionLauncher> find(String path) {
        Optional<SessionLauncher> setsid =
                program(path, "setsid").map(program -> new SessionLauncher(List.of(program.toString())));
        return setsid.or(() -> program(path, "perl").map(SessionLauncher::perl));
    }

    private static SessionLauncher perl(Path program) {
        List<String> prefix = new ArrayList<>();
        prefix.add(program.toString());
        prefix.addAll(PERL);
        return new SessionLauncher(List.copyOf(prefix));
    }

    /** The program of this name on the given search path. */
    public static Optional<Path> program(String path, String name) {
        for (String directory : path.split(File.pathSeparator)) {
            Path candidate = Path.of(directory, name);
            if (!directory.isEmpty() && Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    List<String> wrap(List<String> arguments) {
        List<String> wrapped = new ArrayList<>(prefix);
        wrapped.addAll(arguments);
        return wrapped;
    }
}
