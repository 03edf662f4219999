package dev.sia.server.feed;

import dev.sia.server.attempt.Attempt;
import dev.sia.server.job.Job;
import dev.sia.server.job.JobId;
import dev.sia.server.organization.OrganizationId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log of a job for all its watchers. A round looks at the latest attempt first, at its lines next and at the job last:
 * an attempt that is seen ended has all its lines, and one that is seen concluded has moved its job on.
 */
final class JobTail extends Tail<LogFeed> {
    /** The tail of a longer log begins at its end: who wants the rest reads for itself. */
    private static final long SHORT = 1_000;

    private final FeedReads reads;
    private final RingBudget budget;
    private final OrganizationId organization;
    private final JobId jobId;
    private int number;
    private long readTo;
    private List<Piece> news = List.of();
    private Ring<Piece> ring;
    private volatile long rounds;
    private volatile @Nullable JobView view;

    JobTail(
            ScheduledExecutorService threads,
            FeedReads reads,
            RingBudget budget,
            OrganizationId organization,
            JobId jobId,
            Duration pollInterval) {
        super(threads, pollInterval);
        this.reads = reads;
        this.budget = budget;
        this.organization = organization;
        this.jobId = jobId;
        this.ring = emptyRing();
    }

    private void startRing() {
        ring.close();
        ring = emptyRing();
    }

    private Ring<Piece> emptyRing() {
        return new Ring<>(budget, piece -> piece.json().length);
    }

    /** How many rounds have begun. What is true before this is called is in the view of every later round. */
    long rounds() {
        return rounds;
    }

    /** Null before the first round has ended. */
    @Nullable
    JobView view() {
        return view;
    }

    @Override
    boolean round() {
        long round = rounds + 1;
        rounds = round;
        Attempt attempt = reads.latestAccepted(jobId).orElse(null);
        news = List.of();
        boolean more = attempt != null && readLines(attempt);
        boolean decided = attempt == null || (attempt.concluded() && !more);
        Job job = decided ? reads.job(organization, jobId) : null;
        JobView before = view;
        JobView now = new JobView(round, attempt, job, readTo, news, ring);
        view = now;
        if (now.isNewsAfter(before)) {
            wakeWatchers(_ -> true);
        }
        return more;
    }

    /** True when there is more to read. */
    private boolean readLines(Attempt attempt) {
        if (attempt.number() != number) {
            startRing();
            number = attempt.number();
            readTo = attempt.lastLogSeq() <= SHORT ? 0 : attempt.lastLogSeq();
        }
        if (readTo >= attempt.lastLogSeq()) {
            return false;
        }
        List<Piece> lines = reads.lines(attempt, readTo);
        if (lines.isEmpty() || lines.getFirst().number() != readTo + 1) {
            // Retention has taken lines away in the meantime, and a ring has no holes.
            startRing();
        }
        lines.forEach(line -> ring.add(line.number(), line));
        news = lines;
        readTo = lines.isEmpty() ? attempt.lastLogSeq() : lines.getLast().number();
        return readTo < attempt.lastLogSeq();
    }

    @Override
    void forget() {
        ring.close();
    }
}
