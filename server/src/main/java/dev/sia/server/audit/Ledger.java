package dev.sia.server.audit;

import dev.sia.server.db.TimeOrderedIds;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.event.Actor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The refusals of one organization that are not written yet, alike ones counted together. The first of a kind is due at once, those
 * that follow it a minute after that; what goes beyond so many kinds is one kind more. Guarded by its user.
 */
final class Ledger {
    /** Kinds that are told one by one. */
    static final int MOST_KINDS = 30;

    static final Duration QUIET = Duration.ofMinutes(1);

    /** What the entry is called that stands for all further kinds. */
    static final String SEVERAL = "several";

    /** Refusals that differ in nothing but their requests. */
    private record Kind(
            String action,
            @Nullable Actor actor,
            @Nullable String address,
            @Nullable UUID agentId,
            ErrorCode code) {
        static Kind of(Denial denial) {
            Actor actor = denial.actor();
            return new Kind(
                    denial.origin().operation(),
                    actor == null ? null : new Actor(actor.kind(), actor.id(), actor.name()),
                    denial.origin().address(),
                    denial.agentId(),
                    denial.code());
        }
    }

    private static final class Tally {
        long count;

        @Nullable
        UUID requestId;

        @Nullable
        Instant firstAt;

        @Nullable
        Instant toldAt;

        boolean isDue(Instant now) {
            return count > 0 && isQuiet(now);
        }

        boolean isQuiet(Instant now) {
            return toldAt == null || !now.isBefore(toldAt.plus(QUIET));
        }

        boolean isOver(Instant now) {
            return count == 0 && isQuiet(now);
        }
    }

    private final Map<Kind, Tally> tallies = new HashMap<>();

    void count(Denial denial, Instant now) {
        Tally tally = tally(Kind.of(denial), denial.code());
        if (tally.count == 0) {
            tally.requestId = denial.origin().requestId();
            tally.firstAt = now;
        }
        tally.count++;
    }

    private Tally tally(Kind kind, ErrorCode code) {
        Kind told = tallies.containsKey(kind) || tallies.size() < MOST_KINDS
                ? kind
                : new Kind(SEVERAL, null, null, null, code);
        return tallies.computeIfAbsent(told, _ -> new Tally());
    }

    /**
     * What is to be written now; it counts as written.
     *
     * @param all also what is not due yet
     */
    List<AuditEntry> take(Instant now, boolean all, TimeOrderedIds ids) {
        List<AuditEntry> due = new ArrayList<>();
        tallies.values().removeIf(tally -> tally.isOver(now));
        tallies.forEach((kind, tally) -> {
            if (tally.isDue(now) || (all && tally.count > 0)) {
                due.add(entry(kind, tally, ids.next()));
                tally.count = 0;
                tally.toldAt = now;
            }
        });
        return due;
    }

    private static AuditEntry entry(Kind kind, Tally tally, UUID id) {
        return new AuditEntry(
                id,
                TimeOrderedIds.time(id),
                kind.action(),
                AuditOutcome.DENIED,
                kind.actor(),
                kind.address(),
                tally.requestId,
                null,
                kind.agentId(),
                null,
                null,
                null,
                kind.code(),
                tally.count,
                tally.firstAt);
    }

    /** What was taken could not be written: it is due again at the next time. */
    void giveBack(List<AuditEntry> entries) {
        for (AuditEntry entry : entries) {
            ErrorCode code = Objects.requireNonNull(entry.code());
            Tally tally = tally(new Kind(entry.action(), entry.actor(), entry.address(), entry.agentId(), code), code);
            tally.requestId = entry.requestId();
            tally.firstAt = entry.firstAt();
            tally.toldAt = null;
            tally.count += entry.count();
        }
    }

    boolean isEmpty() {
        return tallies.isEmpty();
    }
}
