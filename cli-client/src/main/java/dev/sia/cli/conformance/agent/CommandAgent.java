package dev.sia.cli.conformance.agent;

import dev.sia.cli.child.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/** An agent that a command starts. */
public final class CommandAgent implements AgentProcess {
    private static final Duration PATIENCE = Duration.ofMillis(300);
    private static final int LAST_LINES = 20;

    private final ChildProcess child;
    private final Path log;

    private CommandAgent(ChildProcess child, Path log) {
        this.child = child;
        this.log = log;
    }

    /** Starts this command each time. */
    public static AgentStarter starter(List<String> command) {
        return (access, log) -> new CommandAgent(ChildProcess.start("agent", command, access.environment(), log), log);
    }

    @Override
    public boolean isWatched() {
        return true;
    }

    @Override
    public OptionalInt exitCode() {
        return child.isAlive()
                ? OptionalInt.empty()
                : OptionalInt.of(child.process().exitValue());
    }

    @Override
    public void askToStop() {
        child.process().destroy();
    }

    @Override
    public List<String> lastWords() {
        try {
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        child.stop(PATIENCE);
    }
}
