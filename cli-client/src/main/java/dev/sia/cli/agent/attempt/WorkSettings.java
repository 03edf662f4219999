package dev.sia.cli.agent.attempt;

import dev.sia.cli.agent.mask.Secrets;
import dev.sia.cli.agent.process.SessionLauncher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How this agent does its work.
 *
 * @param commands what each step runs
 * @param environment what commands see of the agent's own environment
 * @param author who commits what a command left uncommitted; without it git's own configuration decides
 * @param workDirectory where workspaces are made
 * @param keep which of them stay
 * @param log how logs are kept until the server has them, and what is not in them
 * @param launcher how commands get a session of their own
 */
public record WorkSettings(
        Commands commands,
        Map<String, String> environment,
        Optional<Author> author,
        Path workDirectory,
        KeepWorkspaces keep,
        Logs log,
        SessionLauncher launcher) {

    /**
     * Shell commands of the steps; verify may be missing (skipped) and publish too (git push).
     *
     * @param hintsOnInput whether generate reads hints on its standard input
     */
    public record Commands(String generate, Optional<String> verify, Optional<String> publish, boolean hintsOnInput) {
        /** With a generate command that has nothing to read. */
        public Commands(String generate, Optional<String> verify, Optional<String> publish) {
            this(generate, verify, publish, false);
        }
    }

    /**
     * How logs are kept.
     *
     * @param spoolBytes most bytes of unacknowledged log per attempt
     * @param patience how long a command waits for room while the server acknowledges nothing; then lines are dropped
     * @param secrets what is masked in everything that leaves the agent
     */
    public record Logs(long spoolBytes, Duration patience, Secrets secrets) {}

    /** A git identity. */
    public record Author(String name, String email) {}

    /** Checks nothing: the command line did. Copies what could change. */
    public WorkSettings {
        environment = Map.copyOf(environment);
    }

    /** The same with something more that must not be seen. */
    public WorkSettings masking(String secret) {
        Logs masked = new Logs(log.spoolBytes, log.patience, log.secrets.and(List.of(secret)));
        return new WorkSettings(commands, environment, author, workDirectory, keep, masked, launcher);
    }
}
