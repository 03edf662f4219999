package dev.sia.server.attempt;

/** An attempt that an attaching agent says it still holds; the id is as sent, so it may be no id at all. */
public record HeldAttempt(AttemptId id, Lease lease) {}
