package dev.sia.server.attempt;

import static dev.sia.server.attempt.AttemptFixture.lines;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.server.TestFeatures;
import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.db.Database;
import dev.sia.server.db.ExpectedVersion;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.job.Failure;
import dev.sia.server.job.FailureClass;
import dev.sia.server.job.JobChanges;
import dev.sia.server.job.JobId;
import dev.sia.server.job.JobLimits;
import dev.sia.server.job.JobPriority;
import dev.sia.server.job.JobStatus;
import dev.sia.server.job.RetryPolicy;
import dev.sia.server.job.Review;
import dev.sia.server.job.ReviewComment;
import dev.sia.server.job.Step;
import dev.sia.server.job.StepState;
import dev.sia.server.job.UpdateJob;
import dev.sia.server.organization.OrganizationId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** Does at random what may happen to a few organizations, and remembers what was promised to agents. */
final class RandomPlay {
    /** Answers to somebody who was overtaken by others; anything else is a failure of the test. */
    private static final Set<ErrorCode> OVERTAKEN =
            Set.of(ErrorCode.LEASE_LOST, ErrorCode.ILLEGAL_TRANSITION, ErrorCode.PROTOCOL_VIOLATION);

    private static final int CAPACITY = 2;
    private static final ExpectedVersion ANY_VERSION = new ExpectedVersion.Any();
    private static final Review REVIEW = new Review(List.of(new ReviewComment(null, null, "No.")));

    final List<AttemptFixture> organizations;
    private final Map<AttemptFixture, List<AgentIdentity>> agents = new ConcurrentHashMap<>();
    private final Map<AttemptId, Long> acknowledged = new ConcurrentHashMap<>();

    RandomPlay(Database database) {
        organizations = List.of(new AttemptFixture(database), new AttemptFixture(database));
        organizations.forEach(organization -> agents.put(
                organization,
                IntStream.range(0, 3)
                        .mapToObj(number -> organization.agent(CAPACITY, "linux"))
                        .toList()));
    }

    int capacity() {
        return CAPACITY;
    }

    /** Number of the last line of the attempt that was acknowledged to its agent. */
    long acknowledged(AttemptId attempt) {
        return acknowledged.getOrDefault(attempt, 0L);
    }

    void play(long seed, int steps) {
        Random random = new Random(seed);
        for (int step = 0; step < steps; step++) {
            AttemptFixture organization = organizations.get(random.nextInt(organizations.size()));
            try {
                act(organization, random);
            } catch (DomainException refused) {
                if (!OVERTAKEN.contains(refused.code())) {
                    throw refused;
                }
            }
        }
    }

    /** What every workflow would do once it is left alone. */
    void advanceAll() {
        organizations.forEach(organization -> organization
                .sql
                .column(UUID.class, "select id from job where organization_id = ?", organization.organization.value())
                .forEach(job -> organization.features.attemptProgress.advance(new JobId(job))));
    }

    private void act(AttemptFixture play, Random random) {
        switch (random.nextInt(26)) {
            case 0, 1, 2 -> create(play, random);
            case 3, 4, 5 -> {
                play.forgetDeclined();
                play.claimUpTo(1 + random.nextInt(3));
            }
            case 6 -> cancel(play, random);
            case 7, 8 -> advance(play, random);
            case 9 -> comeOrGo(play, random);
            case 10 -> passTime(play, random);
            case 11 -> play.features.attemptSweep.run();
            case 12 -> intrude(play, random);
            case 13, 14, 15, 16 -> anyJobEver(play, random).ifPresent(job -> change(play, job, random));
            case 17, 18 -> anyAttempt(play, random).ifPresent(attempt -> finish(play, attempt, random));
            default -> anyAttempt(play, random).ifPresent(attempt -> report(play, attempt, random));
        }
    }

    /** What an agent and the workflow do that nobody disturbs, so that some jobs come to people. */
    private void finish(AttemptFixture play, Attempt attempt, Random random) {
        AttemptReports reports = play.features.attemptReports;
        AgentIdentity agent = holder(play, attempt);
        reports.accept(agent, attempt.id(), attempt.lease());
        reports.result(
                agent, attempt.id(), attempt.lease(), outcome(random), new FinalLog(acknowledged(attempt.id()), null));
        play.features.attemptProgress.advance(attempt.jobId());
    }

    private static void create(AttemptFixture play, Random random) {
        JobLimits limits = random.nextInt(3) == 0
                ? new JobLimits(600, 60, 120, new RetryPolicy(5, List.of(FailureClass.values())))
                : JobLimits.DEFAULT;
        play.job("job", JobPriority.values()[random.nextInt(4)], limits, random.nextInt(9) == 0 ? "gpu" : "linux");
    }

    /** What people do with a job: mostly what fits its status as they saw it, sometimes anything. */
    private static void change(AttemptFixture play, JobId job, Random random) {
        JobStatus seen = random.nextInt(5) == 0
                ? JobStatus.values()[random.nextInt(JobStatus.values().length)]
                : play.features.jobs.find(play.organization, job).status();
        JobChanges changes = play.features.jobChanges;
        OrganizationId organization = play.organization;
        switch (seen) {
            case QUEUED -> changes.update(organization, TestFeatures.ADA, job, anyUpdate(random), ANY_VERSION);
            case IN_PROGRESS -> play.features.hints.give(organization, TestFeatures.ADA, job, "hint");
            case IN_REVIEW -> {
                if (random.nextBoolean()) {
                    changes.rework(organization, TestFeatures.ADA, job, REVIEW, null);
                    play.world.startWorkflows(job);
                } else {
                    changes.complete(organization, TestFeatures.ADA, job);
                }
            }
            case FAILED, CANCELLED -> {
                if (random.nextInt(3) > 0) {
                    changes.retry(organization, TestFeatures.ADA, job, null);
                    play.world.startWorkflows(job);
                } else {
                    changes.archive(organization, TestFeatures.ADA, job);
                }
            }
            case COMPLETED, ARCHIVED -> changes.archive(organization, TestFeatures.ADA, job);
        }
    }

    private static UpdateJob anyUpdate(Random random) {
        JobPriority priority = JobPriority.values()[random.nextInt(4)];
        return new UpdateJob(null, "prompt " + random.nextInt(), null, priority, null, null, null, null, null);
    }

    private void report(AttemptFixture play, Attempt attempt, Random random) {
        AgentIdentity agent = holder(play, attempt);
        AttemptReports reports = play.features.attemptReports;
        AttemptId id = attempt.id();
        Lease lease = attempt.lease();
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> reports.accept(agent, id, lease);
            case 3 -> reports.reject(agent, id, lease, "busy");
            case 4 -> reports.step(agent, id, lease, anyStep(random));
            case 5, 6, 7 -> append(play, attempt, agent, random);
            case 8 -> play.features.attemptProgress.begin(id, new byte[] {1, 2, 3}, random.nextBoolean());
            case 9 -> reports.cancelAcknowledged(agent, id, lease);
            case 10 -> play.features.attemptProgress.deliverCommands(id);
            default -> reports.result(agent, id, lease, outcome(random), new FinalLog(acknowledged(id), null));
        }
    }

    private void append(AttemptFixture play, Attempt attempt, AgentIdentity agent, Random random) {
        long first = Math.max(1, acknowledged(attempt.id()) + 2 - random.nextInt(4));
        long stored = play.features.attemptLogs.append(
                agent, attempt.id(), attempt.lease(), lines(first, first + random.nextInt(6)));
        acknowledged.merge(attempt.id(), stored, Math::max);
    }

    /** Somebody with a wrong lease, or the right one of somebody else: refused, whatever they say. */
    private void intrude(AttemptFixture play, Random random) {
        anyAttempt(play, random).ifPresent(attempt -> {
            AgentIdentity holder = holder(play, attempt);
            AgentIdentity stranger = agentsOf(play).stream()
                    .filter(other -> !other.equals(holder))
                    .findAny()
                    .orElseThrow();
            boolean wrongLease = random.nextBoolean();
            AgentIdentity by = wrongLease ? holder : stranger;
            Lease lease = wrongLease ? Lease.generate() : attempt.lease();
            AttemptReports reports = play.features.attemptReports;
            assertThat(AttemptFixture.refusal(() -> {
                        switch (random.nextInt(4)) {
                            case 0 -> reports.accept(by, attempt.id(), lease);
                            case 1 -> reports.reject(by, attempt.id(), lease, "no");
                            case 2 -> play.features.attemptLogs.append(by, attempt.id(), lease, lines(1, 9));
                            default -> reports.result(by, attempt.id(), lease, outcome(random), new FinalLog(0, null));
                        }
                    }))
                    .isEqualTo(ErrorCode.LEASE_LOST);
        });
    }

    private void comeOrGo(AttemptFixture play, Random random) {
        if (random.nextInt(8) == 0) {
            play.features.agentPresence.disconnectAllOf(TestFeatures.NODE, "the server stopped");
            organizations.forEach(each -> agentsOf(each).forEach(agent -> attach(each, agent, random)));
        } else {
            AgentIdentity agent = agentsOf(play).get(random.nextInt(3));
            endOrKeep(play, agent, attach(play, agent, random), random);
        }
    }

    /** Most of what the agent has goes on, the rest is forgotten. */
    private static Attachment attach(AttemptFixture play, AgentIdentity agent, Random random) {
        HeldAttempt[] held =
                jobs(
                                play,
                                "agent_id = ? and status in ('offered', 'running')",
                                agent.id().value())
                        .stream()
                        .flatMap(job -> play.features.attempts.latest(play.organization, job).stream())
                        .filter(attempt -> random.nextInt(5) > 0)
                        .map(attempt -> new HeldAttempt(attempt.id(), attempt.lease()))
                        .toArray(HeldAttempt[]::new);
        return play.attach(agent, CAPACITY, List.of("linux"), held);
    }

    private static void endOrKeep(AttemptFixture play, AgentIdentity agent, Attachment attachment, Random random) {
        if (random.nextInt(6) == 0) {
            play.features.agentSessions.disconnect(agent, attachment.sessionEpoch(), "gone");
        } else if (random.nextInt(6) == 0) {
            play.features.agentSessions.leave(agent, attachment.sessionEpoch(), "gone");
        } else {
            play.features.agentSessions.heartbeats(Map.of(agent.id(), attachment.sessionEpoch()));
        }
    }

    private void passTime(AttemptFixture play, Random random) {
        anyAttempt(play, random).ifPresent(attempt -> {
            play.expireOffer(attempt);
            if (random.nextInt(3) == 0) {
                play.expireLease(attempt);
            }
            if (random.nextInt(3) == 0) {
                play.acceptedEarlier(attempt, 150);
            }
        });
        if (random.nextInt(3) == 0) {
            play.waitedLonger(150);
        }
    }

    private void cancel(AttemptFixture play, Random random) {
        anyJob(play, random)
                .ifPresent(job -> play.features.jobs.cancel(play.organization, TestFeatures.ADA, job, "enough"));
    }

    private void advance(AttemptFixture play, Random random) {
        anyJob(play, random).ifPresent(play.features.attemptProgress::advance);
    }

    private static Optional<JobId> anyJob(AttemptFixture play, Random random) {
        return anyJob(play, random, "status in ('queued', 'in_progress')");
    }

    private static Optional<JobId> anyJobEver(AttemptFixture play, Random random) {
        return anyJob(
                play,
                random,
                switch (random.nextInt(5)) {
                    case 0 -> "true";
                    case 1, 2 -> "status not in ('queued', 'in_progress')";
                    default -> "status in ('in_review', 'completed')";
                });
    }

    private static Optional<JobId> anyJob(AttemptFixture play, Random random, String which) {
        List<UUID> jobs = play.sql.column(
                UUID.class,
                "select id from job where organization_id = ? and " + which + " order by id",
                play.organization.value());
        return jobs.isEmpty() ? Optional.empty() : Optional.of(new JobId(jobs.get(random.nextInt(jobs.size()))));
    }

    private Optional<Attempt> anyAttempt(AttemptFixture play, Random random) {
        String live = random.nextInt(8) == 0 ? "true" : "status in ('offered', 'running')";
        List<JobId> some = jobs(play, live + " and organization_id = ?", play.organization.value());
        return some.isEmpty()
                ? Optional.empty()
                : play.features.attempts.latest(play.organization, some.get(random.nextInt(some.size())));
    }

    private static List<JobId> jobs(AttemptFixture play, String whoseAttempt, UUID id) {
        return play
                .sql
                .column(UUID.class, "select job_id from attempt where " + whoseAttempt + " order by id", id)
                .stream()
                .map(JobId::new)
                .toList();
    }

    private AgentIdentity holder(AttemptFixture play, Attempt attempt) {
        return agentsOf(play).stream()
                .filter(agent -> agent.id().equals(attempt.agentId()))
                .findAny()
                .orElseThrow();
    }

    private List<AgentIdentity> agentsOf(AttemptFixture play) {
        return Objects.requireNonNull(agents.get(play));
    }

    private static AttemptStep anyStep(Random random) {
        StepState state = StepState.values()[random.nextInt(StepState.values().length)];
        return new AttemptStep(
                Step.values()[random.nextInt(Step.values().length)], state, AttemptFixture.AT, null, null);
    }

    private static AttemptOutcome outcome(Random random) {
        return switch (random.nextInt(5)) {
            case 0, 1 -> new AttemptOutcome.Succeeded(null);
            case 2 -> new AttemptOutcome.Failed(new Failure(FailureClass.TOOL, Step.GENERATE, "exit code 1"));
            case 3 -> new AttemptOutcome.Failed(new Failure(FailureClass.AGENT, null, "disk full"));
            default -> new AttemptOutcome.Cancelled();
        };
    }
}
