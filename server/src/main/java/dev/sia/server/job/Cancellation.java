package dev.sia.server.job;

import dev.sia.server.db.StoredAsJson;
import dev.sia.server.event.Actor;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Somebody's wish that a job stops, and what became of it. */
@StoredAsJson
public record Cancellation(
        CancellationStage stage,
        @Nullable String reason,
        Actor requestedBy,
        Instant requestedAt,
        @Nullable Instant deliveredAt,
        @Nullable Instant stoppedAt,
        @Nullable Instant unconfirmedAt) {

    public static Cancellation requested(@Nullable String reason, Actor by, Instant at) {
        return new Cancellation(CancellationStage.REQUESTED, reason, by, at, null, null, null);
    }

    public Cancellation delivered(Instant at) {
        return new Cancellation(CancellationStage.DELIVERED, reason, requestedBy, requestedAt, at, null, null);
    }

    public Cancellation stopped(Instant at) {
        return new Cancellation(CancellationStage.STOPPED, reason, requestedBy, requestedAt, deliveredAt, at, null);
    }

    public Cancellation unconfirmed(Instant at) {
        return new Cancellation(CancellationStage.UNCONFIRMED, reason, requestedBy, requestedAt, deliveredAt, null, at);
    }
}
