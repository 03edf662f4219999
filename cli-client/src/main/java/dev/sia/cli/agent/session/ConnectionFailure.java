package dev.sia.cli.agent.session;

/** The agent cannot go on with this server, and trying again would not help. The message is a sentence for people. */
public final class ConnectionFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What stands in the way. */
    public enum Kind {
        /** The server does not know the token or credential. */
        UNAUTHENTICATED,
        /** The server did not answer while the agent wanted to enrol. */
        UNREACHABLE,
        /** The server speaks another version of the protocol or refuses what the agent says. */
        REFUSED,
        /** Another process uses the same credential. */
        TAKEN_OVER
    }

    /** A failure with a sentence. */
    public ConnectionFailure(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** What stands in the way. */
    public Kind kind() {
        return kind;
    }
}
