package dev.sia.contracts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A real bare repository with one commit on {@code main}. */
public final class GitRepository {
    private final Path bare;

    private GitRepository(Path bare) {
        this.bare = bare;
    }

    /** Makes it under a directory. */
    public static GitRepository create(Path directory) throws IOException, InterruptedException {
        Path seed = Files.createDirectories(directory.resolve("seed"));
        run(seed, "init", "--quiet", "--initial-branch=main");
        Files.writeString(seed.resolve("export.py"), "print('csv')\n");
        run(seed, "add", "--all");
        run(seed, "commit", "--quiet", "--message=Start");
        run(directory, "clone", "--quiet", "--bare", "seed", "origin.git");
        return new GitRepository(directory.resolve("origin.git"));
    }

    /** What a job names. */
    public String url() {
        return bare.toString();
    }

    /** Asks git about it. */
    public String git(String... arguments) throws IOException, InterruptedException {
        return run(bare, arguments);
    }

    private static String run(Path directory, String... arguments) throws IOException, InterruptedException {
        List<String> command =
                Stream.concat(Stream.of("git"), Stream.of(arguments)).toList();
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "GIT_AUTHOR_NAME", "Ada",
                        "GIT_AUTHOR_EMAIL", "ada@example.com",
                        "GIT_COMMITTER_NAME", "Ada",
                        "GIT_COMMITTER_EMAIL", "ada@example.com",
                        "GIT_CONFIG_GLOBAL", "/dev/null",
                        "GIT_CONFIG_NOSYSTEM", "1"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
    }
}
