package dev.sia.server.error;

import org.jspecify.annotations.Nullable;

/** The server cannot start. The message is one line for the operator and names the setting that can change it. */
public final class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartFailure(String message) {
        this(message, null);
    }

    public StartFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
