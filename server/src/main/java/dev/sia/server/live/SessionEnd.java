package dev.sia.server.live;

import org.jspecify.annotations.Nullable;

/** Ends the session from wherever its thread is. */
final class SessionEnd extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable CloseCode code;
    private final String reason;

    SessionEnd(CloseCode code, String reason) {
        this(code, reason, false);
    }

    private SessionEnd(@Nullable CloseCode code, String reason, boolean stackTrace) {
        super(reason, null, false, stackTrace);
        this.code = code;
        this.reason = reason;
    }

    /** The client is not there any more. */
    static SessionEnd gone() {
        return new SessionEnd(null, "The client is gone.", false);
    }

    /** Null when nobody is left to tell. */
    @Nullable
    CloseCode code() {
        return code;
    }

    String reason() {
        return reason;
    }
}
