package dev.sia.server.agent;

import java.time.Instant;
import java.util.UUID;

/** A new enrolment token, which exists in clear only here. */
public record EnrolmentToken(UUID id, String token, int maxUses, Instant expiresAt) {
    @Override
    public String toString() {
        return "EnrolmentToken[" + id + ", ***]";
    }
}
