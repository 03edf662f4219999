package dev.sia.cli.conformance.rule;

import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The git repository that the kit's jobs name: one commit on {@code main}. */
public final class Repository {
    static final String BASE_BRANCH = "main";

    private final Path bare;

    private Repository(Path bare) {
        this.bare = bare;
    }

    /** Makes it, bare, in a directory. */
    public static Repository create(Path directory) throws IOException, InterruptedException {
        Path seed = Files.createDirectory(directory.resolve("seed"));
        Path bare = directory.resolve("repository.git");
        Files.writeString(seed.resolve("README.md"), "# For the conformance kit\n");
        git(seed, "init", "--quiet");
        git(seed, "symbolic-ref", "HEAD", "refs/heads/main");
        git(seed, "add", "--all");
        git(seed, "commit", "--quiet", "--message", "Start");
        git(directory, "clone", "--quiet", "--bare", seed.toString(), bare.toString());
        return new Repository(bare);
    }

    /** What jobs name. */
    String url() {
        return bare.toString();
    }

    /** Id of a branch's last commit; empty when there is no such branch. */
    Optional<String> head(String branch) throws IOException, InterruptedException {
        String line = git(bare, "for-each-ref", "--format=%(objectname)", "refs/heads/" + branch);
        return Optional.of(line).filter(id -> !id.isEmpty());
    }

    /** Lines added, lines removed and path of each file that a branch changed. */
    List<String> changes(String branch) throws IOException, InterruptedException {
        return git(bare, "diff", "--numstat", BASE_BRANCH, branch).lines().toList();
    }

    private static String git(Path directory, String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command(arguments))
                .directory(directory.toFile())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        Process process = start(builder);
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new CliException(ExitCode.FAILED, "git " + arguments[0] + " failed: " + output.strip());
        }
        return output.strip();
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of("git", "-c", "user.name=SIA conformance", "-c", "user.email=conformance@sia.invalid"));
        command.addAll(List.of(arguments));
        return command;
    }

    private static Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, "'git' cannot be run: is it installed?", e);
        }
    }
}
