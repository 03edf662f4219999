package dev.sia.server;

import dev.sia.server.agent.AgentId;
import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.agent.EnrolmentToken;
import dev.sia.server.agent.SessionStart;
import dev.sia.server.attempt.AgentGateway;
import dev.sia.server.attempt.Attachment;
import dev.sia.server.attempt.AttemptHint;
import dev.sia.server.attempt.AttemptId;
import dev.sia.server.attempt.AttemptOffer;
import dev.sia.server.attempt.AttemptTimes;
import dev.sia.server.attempt.HeldAttempt;
import dev.sia.server.db.Database;
import dev.sia.server.event.Actor;
import dev.sia.server.event.Origin;
import dev.sia.server.job.CreateJob;
import dev.sia.server.job.Job;
import dev.sia.server.job.JobId;
import dev.sia.server.job.JobLimits;
import dev.sia.server.job.JobPriority;
import dev.sia.server.job.JobWorkflowStarts;
import dev.sia.server.job.Repository;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.settings.OrganizationSettings;
import dev.sia.server.signal.LocalSignals;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The production features on a test database, with agents that the test itself plays. */
public final class TestFeatures {
    public static final Actor ADA = Actor.user("ada", "ada@example.com");
    /** Where agents enrol from. */
    public static final Origin ORIGIN = new Origin("enrol", "192.0.2.7", UUID.randomUUID());

    public static final AttemptTimes TIMES = new AttemptTimes(
            Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofHours(1));
    /** Of its own for each run on a Temporal that others use, too. */
    public static final String NODE =
            System.getenv("SIA_TEST_TEMPORAL_TARGET") == null ? "test-node" : "test-node-" + UUID.randomUUID();

    private final Database database;
    public final LocalSignals signals = new LocalSignals();
    public final RecordingGateway gateway = new RecordingGateway();
    public final Features features;

    /** Settings that only limit what runs; null for no limit. */
    public static OrganizationSettings.Choices running(@Nullable Integer most) {
        return new OrganizationSettings.Choices(most, null, null);
    }

    public TestFeatures(Database database) {
        this(database, TIMES);
    }

    public TestFeatures(Database database, AttemptTimes times) {
        this.database = database;
        features = new Features(database, signals, Clock.systemUTC(), gateway, times, Duration.ofHours(1));
    }

    /** A new organization with its queues. */
    public OrganizationId organization() {
        OrganizationId id = new OrganizationId(UUID.randomUUID());
        features.organizations.learn(id, "Organization " + id);
        return id;
    }

    public AgentIdentity enrol(OrganizationId organization, String name) {
        EnrolmentToken token = features.enrolmentTokens.create(organization, ADA, Duration.ofMinutes(5), 1);
        return features.agentCredentials.enrol(token.token(), name, ORIGIN).identity();
    }

    public Attachment attach(AgentIdentity agent, int capacity, HeldAttempt... held) {
        return features.agentSessions.attach(
                agent, new SessionStart("test", List.of("linux"), capacity, NODE), List.of(held));
    }

    public static CreateJob wish(String prompt) {
        return new CreateJob(
                null,
                prompt,
                new Repository("https://git.example.com/acme/app.git", "main"),
                List.of(),
                List.of(),
                JobPriority.NORMAL,
                JobLimits.DEFAULT);
    }

    /** A job that can be given out at once, as if its workflow had been started. */
    public Job createJob(OrganizationId organization, String prompt) {
        return createJob(organization, wish(prompt));
    }

    /** The same for a whole wish. */
    public Job createJob(OrganizationId organization, CreateJob wish) {
        Job job = features.jobs.create(organization, ADA, wish, null);
        startWorkflows(job.id());
        return job;
    }

    /** What the outbox's relay notes when Temporal has taken the jobs' workflows. */
    public void startWorkflows(JobId... jobs) {
        JobWorkflowStarts starts = new JobWorkflowStarts(signals);
        database.runAcrossOrganizations(
                tx -> starts.started(tx, Stream.of(jobs).map(JobId::value).toList()));
    }

    /** Keeps what would have been sent to agents. */
    public static final class RecordingGateway implements AgentGateway {
        public final BlockingQueue<AttemptOffer> offers = new LinkedBlockingQueue<>();
        public final BlockingQueue<AttemptId> cancels = new LinkedBlockingQueue<>();
        public final BlockingQueue<AttemptHint> hints = new LinkedBlockingQueue<>();
        public final BlockingQueue<AgentId> removed = new LinkedBlockingQueue<>();
        public final BlockingQueue<AgentId> revoked = new LinkedBlockingQueue<>();
        public final BlockingQueue<AgentId> over = new LinkedBlockingQueue<>();
        public final BlockingQueue<String> drains = new LinkedBlockingQueue<>();
        public final BlockingQueue<AttemptId> lost = new LinkedBlockingQueue<>();

        @Override
        public boolean holds(AgentId agent) {
            return true;
        }

        @Override
        public boolean offer(AttemptOffer offer) {
            return offers.add(offer);
        }

        @Override
        public boolean cancel(AgentId agent, AttemptId attempt, String reason) {
            return cancels.add(attempt);
        }

        @Override
        public boolean hint(AgentId agent, AttemptHint hint) {
            return hints.add(hint);
        }

        @Override
        public boolean drain(AgentId agent, boolean over, String reason) {
            return drains.add((over ? "over: " : "") + reason);
        }

        @Override
        public void remove(AgentId agent) {
            removed.add(agent);
        }

        @Override
        public void revoke(AgentId agent) {
            revoked.add(agent);
        }

        @Override
        public void endSession(AgentId agent, long epoch) {
            over.add(agent);
        }

        @Override
        public boolean leaseLost(AgentId agent, AttemptId attempt, String reason) {
            return lost.add(attempt);
        }
    }
}
