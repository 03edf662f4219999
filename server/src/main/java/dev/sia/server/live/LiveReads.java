package dev.sia.server.live;

import dev.sia.server.attempt.Attempt;
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

/** The reads of all sessions, few at a time: viewers may not take the database from those who work. */
final class LiveReads {
    private static final int AT_ONCE = 6;
    private static final int LINES = 1_000;
    private static final int LINE_BYTES = 128 * 1024;
    private static final int EVENTS = 100;

    private final LiveSources sources;
    private final Semaphore places = new Semaphore(AT_ONCE, true);

    LiveReads(LiveSources sources) {
        this.sources = sources;
    }

    /** A job of the organization; another's is not found. */
    Job job(OrganizationId organization, JobId id) {
        return inTurn(() -> sources.jobs().find(organization, id));
    }

    Optional<Attempt> latestAttempt(JobId job) {
        return inTurn(() -> sources.attempts().latest(job));
    }

    Optional<Attempt> attempt(JobId job, int number) {
        return inTurn(() -> sources.attempts().numbered(job, number));
    }

    /** The next lines, as many as one frame takes. */
    List<LogLine> lines(Attempt attempt, long afterSeq) {
        return inTurn(() -> sources.logs().after(attempt.id().value(), afterSeq, LINES, LINE_BYTES));
    }

    long lastEvent(OrganizationId organization) {
        return inTurn(() -> sources.events().head(organization));
    }

    EventPage events(OrganizationId organization, EventFilter filter, long after) {
        return inTurn(() -> sources.events().after(organization, filter, after, EVENTS));
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
