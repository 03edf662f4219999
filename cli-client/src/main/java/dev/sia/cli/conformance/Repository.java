package dev.sia.cli.conformance;

import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The git repository that the kit's jobs name: one commit on {@code main}. */
final class Repository {
    private Repository() {}

    /** Makes it, bare, in a directory. */
    static Path create(Path directory) throws IOException, InterruptedException {
        Path seed = Files.createDirectory(directory.resolve("seed"));
        Path bare = directory.resolve("repository.git");
        Files.writeString(seed.resolve("README.md"), "# For the conformance kit\n");
        git(seed, "init", "--quiet");
        git(seed, "symbolic-ref", "HEAD", "refs/heads/main");
        git(seed, "add", "--all");
        git(seed, "commit", "--quiet", "--message", "Start");
        git(directory, "clone", "--quiet", "--bare", seed.toString(), bare.toString());
        return bare;
    }

    private static void git(Path directory, String... arguments) throws IOException, InterruptedException {
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
