package dev.sia.server.job;

import dev.sia.server.db.Tx;
import dev.sia.server.event.EventService;
import dev.sia.server.event.EventType;
import dev.sia.server.event.NewEvent;
import dev.sia.server.job.JobCreation.NewWish;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.outbox.Outbox;
import dev.sia.server.queue.QueueName;
import dev.sia.server.queue.QueueService;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** Turns accepted wishes into rows: job, place in the queue, event, and the promise to start its workflow. */
public final class JobIntake {
    private static final int TITLE_LENGTH = 200;
    private static final Pattern LINE_END = Pattern.compile("\\R");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private final QueueService queues;
    private final EventService events;
    private final Outbox outbox;
    private final Duration defaultAttemptTimeout;

    public JobIntake(QueueService queues, EventService events, Outbox outbox, Duration defaultAttemptTimeout) {
        this.queues = queues;
        this.events = events;
        this.outbox = outbox;
        this.defaultAttemptTimeout = defaultAttemptTimeout;
    }

    void store(Tx tx, OrganizationId organization, List<NewWish> wishes) {
        if (wishes.isEmpty()) {
            return;
        }
        JobMapper mapper = tx.mapper(JobMapper.class);
        long firstRank = queues.endRanks(tx, organization, QueueName.BACKLOG, wishes.size());
        mapper.insert(wishes.stream().map(wish -> newJob(organization, wish)).toList(), firstRank);
        wishes.stream()
                .map(NewWish::request)
                .filter(Objects::nonNull)
                .forEach(request -> mapper.insertIdempotent(organization, request));
        outbox.startWorkflows(tx, wishes.stream().map(wish -> wish.id().value()).toList());
        events.append(tx, organization, wishes.stream().map(JobIntake::queued).toList());
    }

    private static NewEvent queued(NewWish wish) {
        return NewEvent.of(EventType.JOB_QUEUED, wish.caller())
                .job(wish.id().value())
                .queue(QueueName.BACKLOG)
                .jobStatus(JobStatus.QUEUED)
                .build();
    }

    private NewJob newJob(OrganizationId organization, NewWish made) {
        CreateJob wish = made.wish();
        JobLimits limits = wish.limits();
        Integer timeout = limits.attemptTimeoutSeconds();
        return new NewJob(
                made.id(),
                organization,
                wish.title() == null ? titleOf(wish.prompt()) : wish.title().strip(),
                wish.prompt(),
                wish.repository().url(),
                wish.repository().baseBranch(),
                "sia/" + made.id(),
                stepsOf(wish.steps()),
                JobTerms.sorted(wish.labels()),
                wish.priority().stored(),
                QueueName.BACKLOG,
                timeout == null ? Math.toIntExact(defaultAttemptTimeout.toSeconds()) : timeout,
                limits.stepTimeoutSeconds(),
                limits.jobTimeoutSeconds(),
                limits.retry().maxAttempts(),
                limits.retry().on(),
                made.caller());
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
