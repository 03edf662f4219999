package dev.sia.server.attempt;

import java.util.UUID;

/**
 * Words of a person for the tool that works on an attempt.
 *
 * @param author who said it, for people; may be empty
 */
public record AttemptHint(UUID id, AttemptId attempt, String text, String author) {}
