package dev.sia.server.agent;

import dev.sia.server.event.Actor;
import java.time.Instant;
import java.util.UUID;

/** What is known of an enrolment token after it was made; not the token. */
public record IssuedEnrolmentToken(
        UUID id, Actor createdBy, Instant createdAt, int maxUses, int uses, Instant expiresAt) {}
