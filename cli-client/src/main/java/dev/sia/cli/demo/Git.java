package dev.sia.cli.demo;

import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs commands, git above all, untouched by the user's own git configuration. */
final class Git {
    private Git() {}

    /** What a command printed and ended with. */
    record Result(int exitCode, String output) {
        boolean isGood() {
            return exitCode == 0;
        }
    }

    /** Output of a git command that must succeed. */
    static String git(Path directory, String... arguments) throws IOException, InterruptedException {
        Result result = tryGit(directory, arguments);
        if (!result.isGood()) {
            throw new CliException(
                    ExitCode.FAILED, "git " + String.join(" ", arguments) + " failed: " + result.output());
        }
        return result.output();
    }

    /** A git command that may fail. */
    static Result tryGit(Path directory, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        return run(directory, command);
    }

    /** Any command, with standard error among its output. */
    static Result run(Path directory, List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("GIT_"));
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        for (String role : List.of("AUTHOR", "COMMITTER")) {
            environment.put("GIT_" + role + "_NAME", "SIA demo");
            environment.put("GIT_" + role + "_EMAIL", "demo@sia.invalid");
        }
        Process process = start(builder);
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
        return new Result(process.waitFor(), output);
    }

    private static Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.FAILED, "'" + builder.command().getFirst() + "' cannot be run: is it installed?", e);
        }
    }
}
