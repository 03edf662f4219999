package dev.sia.cli.child;

import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A process that a command started and stops whole. What it prints goes to a file. */
public final class ChildProcess {
    private static final int LAST_LINES = 15;
    private static final Set<String> PASSED = Set.of("SIA_LAUNCHER", "SIA_IMAGE", "SIA_JAVA_OPTIONS");

    private final String name;
    private final Process process;
    private final Path log;

    private ChildProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a command. It sees none of this process's SIA settings but those of the launcher, so that it runs on
     * embedded defaults.
     */
    public static ChildProcess start(String name, List<String> command, Map<String, String> settings, Path log) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(it -> it.startsWith("SIA_") && !PASSED.contains(it));
        builder.environment().putAll(settings);
        try {
            return new ChildProcess(name, builder.start(), log);
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, "the " + name + " cannot be started: " + e.getMessage(), e);
        }
    }

    /** The process itself. */
    public Process process() {
        return process;
    }

    /** Whether it has not ended. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** The process, or one that it started, has this id. */
    public boolean includes(long pid) {
        return process.pid() == pid || process.descendants().anyMatch(it -> it.pid() == pid);
    }

    /** Asks it to stop, and kills it and what it started when it does not in time. True when it stopped by itself. */
    public boolean stop(Duration patience) {
        List<ProcessHandle> started = process.descendants().toList();
        process.destroy();
        boolean stopped = awaitEnd(patience);
        Stream.concat(started.stream(), process.descendants())
                .filter(ProcessHandle::isAlive)
                .forEach(ProcessHandle::destroyForcibly);
        if (!stopped) {
            process.destroyForcibly();
        }
        return stopped;
    }

    private boolean awaitEnd(Duration patience) {
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A failure that says how it ended and what it printed last. */
    public CliException ended() {
        String how = process.isAlive() ? "does not get ready" : "ended with exit code " + process.exitValue();
        return new CliException(
                ExitCode.FAILED, "the " + name + " " + how + "; its log " + log + " ends with:\n" + tail());
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()).stream()
                    .map(line -> "  " + line)
                    .collect(Collectors.joining("\n"));
        } catch (IOException unreadable) {
            return "  (it cannot be read)";
        }
    }
}
