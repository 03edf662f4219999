package dev.sia.server.rest;

import dev.sia.api.model.JobScheduling;
import dev.sia.api.model.MoveJobRequest;
import dev.sia.api.model.MovedJob;
import dev.sia.api.model.PauseQueueRequest;
import dev.sia.api.model.QueueList;
import dev.sia.api.model.QueueName;
import dev.sia.api.model.QueueOverview;
import dev.sia.api.model.QueueStatus;
import dev.sia.api.rest.QueuesApi;
import dev.sia.server.attempt.AttemptReads;
import dev.sia.server.event.Actor;
import dev.sia.server.job.JobId;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.queue.MoveJob;
import dev.sia.server.queue.QueuePlace;
import dev.sia.server.queue.QueuedJob;
import dev.sia.server.rest.json.EntityTags;
import dev.sia.server.rest.json.QueueJson;
import dev.sia.server.rest.json.SchedulingJson;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What waits, in which order, and why. */
public final class QueuesResource implements QueuesApi {
    private final QueueServices services;
    private final AttemptReads attempts;
    private final Provider<Actor> caller;

    /** @param caller known only when the call has passed the access filter, which is after this */
    @Inject
    public QueuesResource(QueueServices services, AttemptReads attempts, Provider<Actor> caller) {
        this.services = services;
        this.attempts = attempts;
        this.caller = caller;
    }

    private Actor actor() {
        return caller.get();
    }

    @Override
    public QueueList listQueues(UUID organizationId) {
        return QueueJson.list(services.queues().overview(new OrganizationId(organizationId)));
    }

    @Override
    public QueueStatus getQueue(UUID organizationId, QueueName queueName, @Nullable String cursor, Integer limit) {
        OrganizationId organization = new OrganizationId(organizationId);
        dev.sia.server.queue.QueueName name = QueueJson.name(queueName);
        Cursors cursors = Cursors.of("queue", organizationId, name);
        QueuePlace after = cursors.place(cursor, QueuePlace::parse).orElse(null);
        Cursors.Page<QueuedJob> page =
                Cursors.Page.of(services.queues().queued(organization, name, after, limit + 1), limit);
        return QueueJson.status(
                services.queues().overview(organization, name),
                page.items(),
                attempts.running(organization, name, limit),
                page.more() ? cursors.after(page.items().getLast().place()) : null);
    }

    @Override
    public QueueOverview pauseQueue(UUID organizationId, QueueName queueName, PauseQueueRequest request) {
        OrganizationId organization = new OrganizationId(organizationId);
        dev.sia.server.queue.QueueName name = QueueJson.name(queueName);
        services.pauses().pause(organization, name, actor(), QueueJson.pause(request));
        return QueueJson.overview(services.queues().overview(organization, name));
    }

    @Override
    public QueueOverview resumeQueue(UUID organizationId, QueueName queueName) {
        OrganizationId organization = new OrganizationId(organizationId);
        dev.sia.server.queue.QueueName name = QueueJson.name(queueName);
        services.pauses().resume(organization, name, actor());
        return QueueJson.overview(services.queues().overview(organization, name));
    }

    @Override
    public MovedJob moveJob(
            UUID organizationId, QueueName queueName, MoveJobRequest request, @Nullable String ifMatch) {
        OrganizationId organization = new OrganizationId(organizationId);
        MoveJob wish = QueueJson.move(request);
        long version = services.moves()
                .move(organization, QueueJson.name(queueName), actor(), wish, EntityTags.expected(ifMatch));
        return QueueJson.moved(
                wish.jobId(), queueName, services.queues().position(organization, wish.jobId()), version);
    }

    @Override
    public JobScheduling getJobScheduling(UUID organizationId, UUID jobId) {
        return SchedulingJson.of(services.scheduling().explain(new OrganizationId(organizationId), new JobId(jobId)));
    }
}
