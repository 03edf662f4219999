package dev.sia.server.rest;

import dev.sia.api.model.QueueList;
import dev.sia.api.model.QueueName;
import dev.sia.api.model.QueueStatus;
import dev.sia.api.rest.QueuesApi;
import dev.sia.server.attempt.AttemptReads;
import dev.sia.server.error.DomainException;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.queue.QueueOverview;
import dev.sia.server.queue.QueueService;
import dev.sia.server.queue.QueuedJob;
import dev.sia.server.rest.json.QueueJson;
import jakarta.inject.Inject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What waits, in which order. */
public final class QueuesResource implements QueuesApi {
    private final QueueService queues;
    private final AttemptReads attempts;

    @Inject
    public QueuesResource(QueueService queues, AttemptReads attempts) {
        this.queues = queues;
        this.attempts = attempts;
    }

    @Override
    public QueueList listQueues(UUID organizationId) {
        return QueueJson.list(queues.overview(new OrganizationId(organizationId)));
    }

    @Override
    public QueueStatus getQueue(UUID organizationId, QueueName queueName, @Nullable String cursor, Integer limit) {
        OrganizationId organization = new OrganizationId(organizationId);
        dev.sia.server.queue.QueueName name = QueueJson.name(queueName);
        Cursors cursors = Cursors.of("queue", organizationId, name);
        int skip = cursors.place(cursor, Integer::parseUnsignedInt).orElse(0);
        QueueOverview overview = queues.overview(organization).stream()
                .filter(queue -> queue.name() == name)
                .findFirst()
                .orElseThrow(() -> DomainException.notFound("This queue"));
        Cursors.Page<QueuedJob> page = Cursors.Page.of(queues.queued(organization, name, skip, limit + 1), limit);
        return QueueJson.status(
                overview,
                page.items(),
                attempts.running(organization, name, limit),
                page.more() ? cursors.after(page.items().getLast().position()) : null);
    }
}
