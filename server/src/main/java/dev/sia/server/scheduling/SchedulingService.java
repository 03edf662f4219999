package dev.sia.server.scheduling;

import dev.sia.server.db.Database;
import dev.sia.server.job.Job;
import dev.sia.server.job.JobId;
import dev.sia.server.job.JobService;
import dev.sia.server.job.JobStatus;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.queue.QueueName;
import dev.sia.server.queue.QueueOverview;
import dev.sia.server.queue.QueueService;
import dev.sia.server.scheduling.JobScheduling.State;
import dev.sia.server.scheduling.WaitingFacts.RecentWork;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Tells why a job waits and when it may start. */
public final class SchedulingService {
    private final Database database;
    private final JobService jobs;
    private final QueueService queues;
    private final Clock clock;

    public SchedulingService(Database database, JobService jobs, QueueService queues, Clock clock) {
        this.database = database;
        this.jobs = jobs;
        this.queues = queues;
        this.clock = clock;
    }

    public JobScheduling explain(OrganizationId organization, JobId id) {
        Job job = jobs.find(organization, id);
        return switch (job.status()) {
            case QUEUED -> waiting(job);
            case IN_PROGRESS -> JobScheduling.notWaiting(State.RUNNING);
            case IN_REVIEW, COMPLETED, FAILED, CANCELLED, ARCHIVED -> JobScheduling.notWaiting(State.NOT_QUEUED);
        };
    }

    private JobScheduling waiting(Job job) {
        WaitingFacts facts = facts(job);
        if (facts.position().isEmpty()
                && jobs.find(job.organizationId(), job.id()).status() != JobStatus.QUEUED) {
            // It was given out just now: there is nothing to explain any more.
            return explain(job.organizationId(), job.id());
        }
        List<SchedulingReason> reasons = WaitingReasons.of(facts);
        RecentWork recent = database.read(
                job.organizationId(), tx -> tx.mapper(SchedulingMapper.class).recentWork(job.organizationId()));
        return new JobScheduling(
                State.WAITING, facts.position(), reasons, StartEstimate.of(facts, reasons, recent, clock.instant()));
    }

    private WaitingFacts facts(Job job) {
        OrganizationId organization = job.organizationId();
        OptionalInt position = queues.position(organization, job.id().value());
        Map<QueueName, QueueOverview> overview = queues.overview(organization).stream()
                .collect(Collectors.toMap(QueueOverview::name, Function.identity()));
        return database.read(organization, tx -> {
            SchedulingMapper mapper = tx.mapper(SchedulingMapper.class);
            return new WaitingFacts(
                    job,
                    position,
                    Objects.requireNonNull(overview.get(job.queue())),
                    Objects.requireNonNull(overview.get(QueueName.REWORK)),
                    mapper.fleet(organization, job.labels()),
                    mapper.labelsNobodyHas(organization, job.labels()),
                    mapper.load(organization));
        });
    }
}
