package dev.sia.cli.agent.log;

import java.io.IOException;

/** The attempt is forgotten or has ended: its log takes no more. */
public final class SpoolClosedException extends IOException {
    private static final long serialVersionUID = 1L;

    SpoolClosedException() {
        super("the attempt's log takes no more");
    }
}
