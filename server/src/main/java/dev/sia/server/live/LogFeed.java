package dev.sia.server.live;

import dev.sia.api.live.CaughtUp;
import dev.sia.api.live.Ended;
import dev.sia.api.live.LogBatch;
import dev.sia.api.live.Subscribe;
import dev.sia.api.live.Subscribed;
import dev.sia.server.attempt.Attempt;
import dev.sia.server.attempt.AttemptStatus;
import dev.sia.server.error.DomainException;
import dev.sia.server.job.Job;
import dev.sia.server.job.JobId;
import dev.sia.server.json.LogLineJson;
import dev.sia.server.log.LogLine;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.signal.Topic;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The log of a job, attempt after attempt. Every step looks at the attempt first and at its lines or its job afterwards: an
 * attempt that is seen ended has all its lines, and one that is seen concluded has moved its job on.
 */
final class LogFeed implements Feed {
    private final LiveReads reads;
    private final Subscribe wish;
    private final OrganizationId organization;
    private final JobId jobId;
    private final boolean follow;
    /** Number of the attempt that is being sent or awaited. */
    private int number;

    private long sent;
    private boolean caughtUp;

    LogFeed(LiveReads reads, Subscribe wish, JobId jobId) {
        this.reads = reads;
        this.wish = wish;
        this.organization = new OrganizationId(wish.organizationId());
        this.jobId = jobId;
        this.follow = wish.follow() == null || wish.follow();
        this.sent = wish.afterSeq() == null ? 0 : wish.afterSeq();
    }

    @Override
    public Set<Topic> topics() {
        return Set.of(Topic.log(jobId.value()), Topic.job(jobId.value()));
    }

    @Override
    public void begin(FrameWriter writer) {
        Job job = reads.job(organization, jobId);
        Integer wished = wish.attempt();
        if (wished != null && wished > job.attemptCount() + 1) {
            throw DomainException.notFound("This attempt");
        }
        Optional<Attempt> first = wished == null ? latestAccepted() : accepted(wished);
        number = first.map(Attempt::number).orElse(wished == null ? 1 : wished);
        long head = first.map(Attempt::lastLogSeq).orElse(0L);
        writer.send(new Subscribed(
                wish.subscriptionId(), first.map(Attempt::number).orElse(null), head, head == 0 ? 0L : 1L));
    }

    /** An offer is no attempt yet: it has no log, and when it is withdrawn its number is used again. */
    private Optional<Attempt> accepted(int attemptNumber) {
        return reads.attempt(jobId, attemptNumber).filter(LogFeed::isAccepted);
    }

    private Optional<Attempt> latestAccepted() {
        return reads.latestAttempt(jobId)
                .flatMap(latest -> isAccepted(latest) ? Optional.of(latest) : accepted(latest.number() - 1));
    }

    private static boolean isAccepted(Attempt attempt) {
        return attempt.status() != AttemptStatus.OFFERED;
    }

    @Override
    public Progress advance(FrameWriter writer) {
        Attempt attempt = accepted(number).orElse(null);
        if (attempt == null) {
            return awaitAttempt(writer);
        }
        if (sent < attempt.lastLogSeq()) {
            sendLines(writer, attempt);
            return Progress.MORE;
        }
        if (!caughtUp) {
            caughtUp = true;
            writer.send(new CaughtUp(wish.subscriptionId(), number, attempt.lastLogSeq()));
        }
        return attempt.concluded() ? end(writer, attempt) : Progress.CAUGHT_UP;
    }

    private void sendLines(FrameWriter writer, Attempt attempt) {
        List<LogLine> lines = reads.lines(attempt, sent);
        if (lines.isEmpty()) {
            throw new IllegalStateException(
                    "Attempt " + attempt.id() + " has no line after " + sent + " of " + attempt.lastLogSeq());
        }
        writer.send(new LogBatch(
                wish.subscriptionId(),
                number,
                lines.stream().map(LogLineJson::of).toList()));
        sent = lines.getLast().seq();
    }

    private Progress end(FrameWriter writer, Attempt attempt) {
        Job job = reads.job(organization, jobId);
        boolean last = !follow || (!job.status().isActive() && job.attemptCount() <= number);
        writer.send(ended(attempt, last));
        if (last) {
            return Progress.OVER;
        }
        number++;
        sent = 0;
        caughtUp = false;
        return Progress.MORE;
    }

    /** The attempt has not come yet; it never will once the job is at an end. */
    private Progress awaitAttempt(FrameWriter writer) {
        Job job = reads.job(organization, jobId);
        if (job.status().isActive()) {
            return Progress.CAUGHT_UP;
        }
        if (job.attemptCount() >= number) {
            // It came between the two reads.
            return Progress.MORE;
        }
        writer.send(ended(latestAccepted().orElse(null), true));
        return Progress.OVER;
    }

    private Ended ended(@Nullable Attempt attempt, boolean last) {
        return attempt == null
                ? new Ended(wish.subscriptionId(), null, 0L, true, last)
                : new Ended(wish.subscriptionId(), attempt.number(), attempt.lastLogSeq(), attempt.logComplete(), last);
    }
}
