package dev.sia.server.agent;

/** How people have an agent stand, as it is to be told. */
public sealed interface Standing {
    /** It may take offers. */
    record Member() implements Standing {}

    /** It finishes what it has. */
    record Draining(String reason) implements Standing {}

    /** Its credential is good for nothing. */
    record Revoked() implements Standing {}

    /** It is no longer one of the organization. */
    record Removed() implements Standing {}
}
