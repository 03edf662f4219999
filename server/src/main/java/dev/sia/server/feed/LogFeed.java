package dev.sia.server.feed;

import dev.sia.server.attempt.Attempt;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.job.Job;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The log of a job, attempt after attempt, for one watcher. Whoever is near the end takes from the job's tail; who is not
 * reads for itself, the attempt first and its lines or its job afterwards, as the tail does.
 */
final class LogFeed implements Feed {
    private static final int LINES = 1_000;
    /** With what is around them, these fit into one WebSocket frame of 64 KiB. */
    private static final long LINE_BYTES = 60 * 1024;

    private final FeedReads reads;
    private final Tails<LogKey, LogFeed, JobTail> tails;
    private final LogWish wish;
    private final Runnable wakeWatcher;
    private @Nullable JobTail tail;
    /** Number of the attempt that is being sent or awaited. */
    private int number;

    private long sent;
    private boolean caughtUp;
    /** The tail's views of earlier rounds may not know yet what this feed has seen by itself. */
    private long trustedRound;

    LogFeed(FeedReads reads, Tails<LogKey, LogFeed, JobTail> tails, LogWish wish, Runnable wakeWatcher) {
        this.reads = reads;
        this.tails = tails;
        this.wish = wish;
        this.wakeWatcher = wakeWatcher;
        this.sent = wish.afterSeq();
    }

    @Override
    public void begin(FeedSink sink) {
        Job job = findJob();
        Integer wished = wish.attempt();
        if (wished != null && wished > job.attemptCount() + 1) {
            throw DomainException.notFound("This attempt");
        }
        tail = tails.join(key(), this, wakeWatcher);
        Optional<Attempt> first =
                wished == null ? reads.latestAccepted(wish.job()) : reads.accepted(wish.job(), wished);
        trustLaterViews();
        number = first.map(Attempt::number).orElse(wished == null ? 1 : wished);
        long head = first.map(Attempt::lastLogSeq).orElse(0L);
        if (sent > head) {
            throw new DomainException(
                    ErrorCode.VALIDATION_FAILED,
                    "afterSeq is " + sent + ", but the last line of attempt " + number + " has the number " + head
                            + ".");
        }
        long oldest = first.map(Attempt::logOldestSeq).orElse(1L);
        sink.begun(first.map(Attempt::number).orElse(null), head, oldest > head ? 0 : oldest);
    }

    private LogKey key() {
        return new LogKey(wish.organization(), wish.job());
    }

    private Job findJob() {
        return reads.job(wish.organization(), wish.job());
    }

    private JobTail tail() {
        return Objects.requireNonNull(tail, "the feed has not begun");
    }

    private void trustLaterViews() {
        trustedRound = tail().rounds() + 1;
        tail().wake();
    }

    @Override
    public Progress advance(FeedSink sink) {
        JobView view = tail().view();
        if (view == null || view.number() > number) {
            return readOn(sink);
        }
        if (view.number() == number) {
            // Lines do not change, so they may come from any view.
            List<Piece> lines = view.after(sent, LINES, LINE_BYTES);
            if (!lines.isEmpty()) {
                send(sink, lines);
                return hasAllOf(view) ? Progress.CAUGHT_UP : Progress.MORE;
            }
        }
        if (view.round() < trustedRound) {
            return readOn(sink);
        }
        if (view.number() < number) {
            return awaitAttempt(sink, view);
        }
        return sent < view.readTo() ? readOn(sink) : stand(sink, Objects.requireNonNull(view.attempt()), view.job());
    }

    /** Whether another step could do nothing before the next view: the usual state of a watcher that keeps up. */
    private boolean hasAllOf(JobView view) {
        return caughtUp && sent == view.readTo() && view.job() == null && view.round() >= trustedRound;
    }

    private Progress send(FeedSink sink, List<Piece> lines) {
        sink.lines(number, lines);
        sent = lines.getLast().number();
        return Progress.MORE;
    }

    /** All that has been read of the attempt is sent. */
    private Progress stand(FeedSink sink, Attempt attempt, @Nullable Job job) {
        if (sent < attempt.lastLogSeq()) {
            return Progress.CAUGHT_UP;
        }
        if (!caughtUp) {
            caughtUp = true;
            sink.caughtUp(number, sent);
        }
        return job == null ? Progress.CAUGHT_UP : end(sink, attempt, job);
    }

    private Progress end(FeedSink sink, Attempt attempt, Job job) {
        boolean last = !wish.follow() || (!job.status().isActive() && job.attemptCount() <= number);
        ended(sink, attempt, last);
        if (last) {
            return Progress.OVER;
        }
        number++;
        sent = 0;
        caughtUp = false;
        return Progress.MORE;
    }

    private static void ended(FeedSink sink, @Nullable Attempt attempt, boolean last) {
        if (attempt == null) {
            sink.ended(null, 0, true, last);
        } else {
            sink.ended(attempt.number(), attempt.lastLogSeq(), attempt.logComplete(), last);
        }
    }

    /** The attempt has not come yet; it never will once the job is at an end. */
    private Progress awaitAttempt(FeedSink sink, JobView view) {
        Job job = view.job();
        if (job == null || job.status().isActive()) {
            return Progress.CAUGHT_UP;
        }
        if (job.attemptCount() >= number) {
            // It came between the tail's two reads.
            return readOn(sink);
        }
        ended(sink, view.attempt(), true);
        return Progress.OVER;
    }

    /** Reads what the tail does not have any more, or not yet. */
    private Progress readOn(FeedSink sink) {
        Attempt attempt = reads.accepted(wish.job(), number).orElse(null);
        if (attempt == null) {
            return readWhetherItComes(sink);
        }
        if (sent < attempt.lastLogSeq()) {
            return readLines(sink, attempt);
        }
        if (!attempt.concluded()) {
            return stand(sink, attempt, null);
        }
        Job job = findJob();
        trustLaterViews();
        return stand(sink, attempt, job);
    }

    private Progress readLines(FeedSink sink, Attempt attempt) {
        if (attempt.logOldestSeq() > sent + 1) {
            return skip(sink, attempt);
        }
        List<Piece> lines = reads.lines(attempt, sent);
        if (!lines.isEmpty() && lines.getFirst().number() == sent + 1) {
            return send(sink, lines);
        }
        // Retention has taken lines away in the meantime; nothing else does.
        Attempt now = reads.accepted(wish.job(), number).orElseThrow();
        if (now.logOldestSeq() <= sent + 1) {
            throw new IllegalStateException(
                    "Attempt " + attempt.id() + " has no line " + (sent + 1) + " of " + attempt.lastLogSeq());
        }
        return skip(sink, now);
    }

    private Progress skip(FeedSink sink, Attempt attempt) {
        long last = Math.min(attempt.logOldestSeq() - 1, attempt.lastLogSeq());
        sink.gap(number, sent + 1, last);
        sent = last;
        return Progress.MORE;
    }

    private Progress readWhetherItComes(FeedSink sink) {
        Job job = findJob();
        if (job.status().isActive()) {
            return Progress.CAUGHT_UP;
        }
        if (job.attemptCount() >= number) {
            // It came between the two reads.
            return Progress.MORE;
        }
        ended(sink, reads.latestAccepted(wish.job()).orElse(null), true);
        return Progress.OVER;
    }

    @Override
    public void close() {
        tails.leave(key(), this);
    }
}
