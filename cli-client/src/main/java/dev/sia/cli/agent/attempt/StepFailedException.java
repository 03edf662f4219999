package dev.sia.cli.agent.attempt;

import dev.sia.api.agent.v1.FailureClass;
import java.util.OptionalInt;

/** A step failed; the message is one sentence for people. */
final class StepFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final FailureClass failureClass;
    private final transient OptionalInt exitCode;

    StepFailedException(FailureClass failureClass, String message, OptionalInt exitCode) {
        super(message);
        this.failureClass = failureClass;
        this.exitCode = exitCode;
    }

    FailureClass failureClass() {
        return failureClass;
    }

    OptionalInt exitCode() {
        return exitCode;
    }
}
