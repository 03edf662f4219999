package dev.sia.server.job;

import dev.sia.server.event.Actor;
import java.time.Instant;

/**
 * What was asked of a job at one time.
 *
 * @param number from 1
 * @param comments empty unless it is a rework
 */
public record JobRevision(
        int number, RevisionKind kind, String prompt, Review comments, Actor actor, Instant createdAt) {}
