package dev.sia.server.event;

/** Kind of an actor; {@code SYSTEM} is the server following its own rules. */
public enum ActorKind {
    USER,
    API_KEY,
    AGENT,
    SYSTEM
}
