package dev.sia.server.feed;

import dev.sia.server.attempt.Attempt;
import dev.sia.server.attempt.AttemptStatus;
import dev.sia.server.event.Event;
import dev.sia.server.event.EventFilter;
import dev.sia.server.event.EventPage;
import dev.sia.server.job.Job;
import dev.sia.server.job.JobId;
import dev.sia.server.log.LogLine;
import dev.sia.server.organization.OrganizationId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Reads of one kind of reader, few at a time: watchers may not take the database from those who work. */
final class FeedReads {
    private static final int LINES = 1_000;
    /** Of text: what waits for a watcher that takes nothing is not more than this, as JSON. */
    private static final int LINE_BYTES = 32 * 1024;

    private static final int EVENTS = 100;

    private final FeedSources sources;
    private final RecordEncoder encoder;
    private final Semaphore places;

    FeedReads(FeedSources sources, RecordEncoder encoder, int atOnce) {
        this.sources = sources;
        this.encoder = encoder;
        this.places = new Semaphore(atOnce, true);
    }

    /** A job of the organization; another's is not found. */
    Job job(OrganizationId organization, JobId id) {
        return inTurn(() -> sources.jobs().find(organization, id));
    }

    /** An offer is no attempt yet: it has no log, and when it is withdrawn its number is used again. */
    Optional<Attempt> accepted(OrganizationId organization, JobId job, int number) {
        return inTurn(() -> sources.attempts().numbered(organization, job, number))
                .filter(FeedReads::isAccepted);
    }

    Optional<Attempt> latestAccepted(OrganizationId organization, JobId job) {
        return inTurn(() -> sources.attempts().latest(organization, job))
                .flatMap(latest ->
                        isAccepted(latest) ? Optional.of(latest) : accepted(organization, job, latest.number() - 1));
    }

    private static boolean isAccepted(Attempt attempt) {
        return attempt.status() != AttemptStatus.OFFERED;
    }

    /** The next records, as many as one frame takes. */
    List<Piece> lines(Attempt attempt, long afterSeq) {
        List<LogLine> lines = inTurn(() ->
                sources.logs().after(attempt.organizationId(), attempt.id().value(), afterSeq, LINES, LINE_BYTES));
        return lines.stream()
                .map(line -> new Piece(line.seq(), encoder.line(line)))
                .toList();
    }

    long lastEvent(OrganizationId organization) {
        return inTurn(() -> sources.events().head(organization));
    }

    EventPage events(OrganizationId organization, EventFilter filter, long after) {
        return inTurn(() -> sources.events().after(organization, filter, after, EVENTS));
    }

    Piece piece(Event event) {
        return new Piece(event.number(), encoder.event(event));
    }

    private <T> T inTurn(Supplier<T> read) {
        places.acquireUninterruptibly();
        try {
            return read.get();
        } finally {
            places.release();
        }
    }
}
