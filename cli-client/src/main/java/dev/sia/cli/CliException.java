package dev.sia.cli;

import org.jspecify.annotations.Nullable;

/** A command cannot go on; the message is one sentence for people. */
public final class CliException extends RuntimeException {
    private final ExitCode exitCode;

    /** A failure with its exit code. */
    public CliException(ExitCode exitCode, String message) {
        this(exitCode, message, null);
    }

    /** A failure with its exit code and cause. */
    public CliException(ExitCode exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** What the process exits with. */
    public ExitCode exitCode() {
        return exitCode;
    }
}
