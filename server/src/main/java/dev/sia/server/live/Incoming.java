package dev.sia.server.live;

/** How a session controls what comes in from its client. */
interface Incoming {
    /** Asks for the next frame. */
    void demand();

    /** Wants no frame any more, only to see the client leave. */
    void discard();
}
