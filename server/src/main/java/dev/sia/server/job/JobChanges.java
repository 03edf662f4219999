package dev.sia.server.job;

import dev.sia.server.db.Database;
import dev.sia.server.db.ExpectedVersion;
import dev.sia.server.db.Tx;
import dev.sia.server.error.DomainException;
import dev.sia.server.event.Actor;
import dev.sia.server.event.EventService;
import dev.sia.server.event.EventType;
import dev.sia.server.event.NewEvent;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.outbox.Outbox;
import dev.sia.server.queue.QueueName;
import dev.sia.server.queue.QueueService;
import dev.sia.server.signal.Signals;
import dev.sia.server.signal.Topic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What people do with jobs that are there: change waiting ones, and move those on that no agent works on. */
public final class JobChanges {
    private final Database database;
    private final QueueService queues;
    private final JobRevisions revisions;
    private final EventService events;
    private final Outbox outbox;
    private final Signals signals;

    public JobChanges(
            Database database,
            QueueService queues,
            JobRevisions revisions,
            EventService events,
            Outbox outbox,
            Signals signals) {
        this.database = database;
        this.queues = queues;
        this.revisions = revisions;
        this.events = events;
        this.outbox = outbox;
        this.signals = signals;
    }

    /** Changes a waiting job that is still the one that the caller has read. A new priority puts it behind its equals. */
    public Job update(OrganizationId organization, Actor caller, JobId id, UpdateJob wish, ExpectedVersion expected) {
        JobRules.check(wish);
        return database.inTransaction(organization, tx -> {
            Job seen = find(tx, organization, id);
            if (wish.priority() != null) {
                queues.lock(tx, organization);
            }
            Job job = lock(tx, seen);
            JobTransitions.require(job.status(), JobStatus.QUEUED, "changed");
            expected.require(job.version(), "This job");
            JobTerms before = JobTerms.of(job);
            JobTerms after = before.with(wish);
            List<String> changed = after.differencesTo(before);
            return changed.isEmpty() ? job : store(tx, job, caller, after, changed);
        });
    }

    private Job store(Tx tx, Job job, Actor caller, JobTerms terms, List<String> changed) {
        JobMapper mapper = tx.mapper(JobMapper.class);
        if (!terms.prompt().equals(job.prompt())) {
            revisions.add(tx, job, RevisionKind.UPDATED, terms.prompt(), Review.NONE, caller);
        }
        NewEvent.Builder updated = NewEvent.of(EventType.JOB_UPDATED, caller)
                .job(job.id().value())
                .reason("Changed: " + String.join(", ", changed) + ".");
        if (terms.priority() != job.priority()) {
            // With its old rank it might stand in the place of another.
            mapper.setRank(job.id(), queues.endRanks(tx, job.organizationId(), job.queue(), 1));
            queues.countChange(tx, job.organizationId(), job.queue());
            updated.queue(job.queue());
        }
        mapper.update(job.id(), terms);
        events.append(tx, job.organizationId(), updated.build());
        // Other labels or another priority may find an agent at once.
        tx.afterCommit(() -> signals.publish(Topic.dispatch(job.organizationId().value())));
        return find(tx, job.organizationId(), job.id());
    }

    /**
     * Queues a job once more that failed or was cancelled.
     *
     * @param prompt null for the one that it has
     */
    public Job retry(OrganizationId organization, Actor caller, JobId id, @Nullable String prompt) {
        JobRules.checkPrompt(prompt);
        return queueAgain(
                organization,
                caller,
                id,
                new Again(JobAction.RETRY, QueueName.BACKLOG, prompt, Review.NONE, "Somebody asked for another try."));
    }

    /**
     * Sends a job in review back.
     *
     * @param prompt null for the one that it has
     */
    public Job rework(OrganizationId organization, Actor caller, JobId id, Review review, @Nullable String prompt) {
        JobRules.check(review, prompt);
        int count = review.comments().size();
        String reason = "A reviewer sent it back with " + count + (count == 1 ? " comment." : " comments.");
        return queueAgain(
                organization, caller, id, new Again(JobAction.REWORK, QueueName.REWORK, prompt, review, reason));
    }

    /** How a job is to be queued once more. */
    private record Again(
            JobAction action, QueueName queue, @Nullable String prompt, Review review, String reason) {
        RevisionKind kind() {
            return action == JobAction.REWORK ? RevisionKind.REWORK : RevisionKind.RETRY;
        }
    }

    private Job queueAgain(OrganizationId organization, Actor caller, JobId id, Again again) {
        return database.inTransaction(organization, tx -> {
            Job seen = find(tx, organization, id);
            long rank = queues.endRanks(tx, organization, again.queue(), 1);
            Job job = lock(tx, seen);
            JobStatus status = JobTransitions.next(job.status(), again.action());
            String prompt = again.prompt() == null ? job.prompt() : again.prompt();
            revisions.add(tx, job, again.kind(), prompt, again.review(), caller);
            tx.mapper(JobMapper.class).queueAgain(id, again.queue(), rank, prompt);
            // The old workflow is over, or about to be: a signal cannot get lost between the two, as a start could.
            outbox.wakeWorkflow(tx, id.value());
            NewEvent queued = NewEvent.of(EventType.JOB_QUEUED, caller)
                    .job(id.value())
                    .queue(again.queue())
                    .jobStatus(status)
                    .reason(again.reason())
                    .build();
            events.append(tx, organization, List.of(statusChanged(job, again.queue(), status, caller), queued));
            tx.afterCommit(() -> signals.publish(Topic.dispatch(organization.value())));
            return find(tx, organization, id);
        });
    }

    /** A reviewer is content with the work. */
    public Job complete(OrganizationId organization, Actor caller, JobId id) {
        return finish(organization, caller, id, JobAction.COMPLETE);
    }

    /** Puts a job away that is at an end. */
    public Job archive(OrganizationId organization, Actor caller, JobId id) {
        return finish(organization, caller, id, JobAction.ARCHIVE);
    }

    private Job finish(OrganizationId organization, Actor caller, JobId id, JobAction action) {
        return database.inTransaction(organization, tx -> {
            Job job = lock(tx, find(tx, organization, id));
            JobStatus status = JobTransitions.next(job.status(), action);
            tx.mapper(JobMapper.class).finish(id, status);
            events.append(tx, organization, statusChanged(job, job.queue(), status, caller));
            return find(tx, organization, id);
        });
    }

    private static NewEvent statusChanged(Job job, QueueName queue, JobStatus status, Actor caller) {
        return NewEvent.of(EventType.JOB_STATUS_CHANGED, caller)
                .job(job.id().value())
                .queue(queue)
                .jobStatus(status)
                .build();
    }

    private static Job find(Tx tx, OrganizationId organization, JobId id) {
        return tx.mapper(JobMapper.class)
                .find(organization, id)
                .orElseThrow(() -> DomainException.notFound("This job"));
    }

    private static Job lock(Tx tx, Job seen) {
        return tx.mapper(JobMapper.class).lock(seen.id()).orElseThrow();
    }
}
