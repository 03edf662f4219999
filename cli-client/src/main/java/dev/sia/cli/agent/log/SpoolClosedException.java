package dev.sia.cli.agent.log;

import java.io.IOException;

/** The attempt is forgotten: its log goes nowhere any more. */
public final class SpoolClosedException extends IOException {
    private static final long serialVersionUID = 1L;

    SpoolClosedException() {
        super("the attempt is forgotten");
    }
}
