package dev.sia.server.job;

import dev.sia.server.db.Tx;
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
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** Turns an accepted wish into rows: job, place in the queue, event, and the promise to start its workflow. */
public final class JobIntake {
    private static final int TITLE_LENGTH = 200;
    private static final Pattern LINE_END = Pattern.compile("\\R");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private final QueueService queues;
    private final EventService events;
    private final Outbox outbox;
    private final Signals signals;
    private final Duration defaultAttemptTimeout;

    public JobIntake(
            QueueService queues, EventService events, Outbox outbox, Signals signals, Duration defaultAttemptTimeout) {
        this.queues = queues;
        this.events = events;
        this.outbox = outbox;
        this.signals = signals;
        this.defaultAttemptTimeout = defaultAttemptTimeout;
    }

    Job store(Tx tx, OrganizationId organization, Actor caller, CreateJob wish, JobId id) {
        JobMapper mapper = tx.mapper(JobMapper.class);
        long rank = queues.endRank(tx, organization, QueueName.BACKLOG);
        mapper.insert(newJob(organization, caller, wish, id), rank);
        outbox.startWorkflow(tx, id.value());
        events.append(
                tx,
                organization,
                NewEvent.of(EventType.JOB_QUEUED, caller)
                        .job(id.value())
                        .queue(QueueName.BACKLOG)
                        .jobStatus(JobStatus.QUEUED)
                        .build());
        tx.afterCommit(() -> signals.publish(Topic.dispatch(organization.value())));
        return mapper.find(organization, id).orElseThrow();
    }

    private NewJob newJob(OrganizationId organization, Actor caller, CreateJob wish, JobId id) {
        Integer timeout = wish.attemptTimeoutSeconds();
        return new NewJob(
                id,
                organization,
                wish.title() == null ? titleOf(wish.prompt()) : wish.title().strip(),
                wish.prompt(),
                wish.repository().url(),
                wish.repository().baseBranch(),
                "sia/" + id,
                stepsOf(wish.steps()),
                wish.labels().stream().distinct().sorted().toList(),
                wish.priority().stored(),
                QueueName.BACKLOG,
                timeout == null ? Math.toIntExact(defaultAttemptTimeout.toSeconds()) : timeout,
                caller);
    }

    private static List<Step> stepsOf(List<Step> wished) {
        return wished.isEmpty()
                ? List.of(Step.values())
                : wished.stream().sorted().toList();
    }

    private static String titleOf(String prompt) {
        String line = LINE_END.splitAsStream(prompt)
                .map(text -> CONTROL.matcher(text).replaceAll(" ").strip())
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("Untitled");
        return line.codePointCount(0, line.length()) <= TITLE_LENGTH
                ? line
                : line.substring(0, line.offsetByCodePoints(0, TITLE_LENGTH));
    }
}
