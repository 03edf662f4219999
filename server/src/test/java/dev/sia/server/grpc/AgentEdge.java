package dev.sia.server.grpc;

import dev.sia.api.agent.v1.AgentServiceGrpc;
import dev.sia.api.agent.v1.EnrolRequest;
import dev.sia.api.agent.v1.EnrolResponse;
import dev.sia.server.Features;
import dev.sia.server.TestFeatures;
import dev.sia.server.agent.AgentId;
import dev.sia.server.attempt.Attempt;
import dev.sia.server.attempt.AttemptProgress;
import dev.sia.server.attempt.AttemptTimes;
import dev.sia.server.db.Database;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.dispatch.AgentCourier;
import dev.sia.server.dispatch.HeartbeatFlush;
import dev.sia.server.event.Actor;
import dev.sia.server.job.CreateJob;
import dev.sia.server.job.Job;
import dev.sia.server.job.JobLimits;
import dev.sia.server.job.JobPriority;
import dev.sia.server.job.JobWorkflowStarts;
import dev.sia.server.job.Repository;
import dev.sia.server.limit.TestLimits;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.signal.LocalSignals;
import dev.sia.server.tls.ServerTls;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The real edge on the real features, listening on loopback; what the workflow of a job would do, tests do by hand. */
final class AgentEdge implements AutoCloseable {
    /** Long enough that nothing happens by itself while a test runs. */
    static final AttemptTimes CALM =
            new AttemptTimes(Duration.ofMinutes(1), Duration.ofSeconds(10), Duration.ofMinutes(2), Duration.ofHours(1));

    static final Actor USER = Actor.user("user-1", "Ada");

    private final AgentStreams streams = new AgentStreams();

    private final HeartbeatFlush heartbeats;
    private final AgentCourier courier;

    final Features features;
    final GrpcServer server;
    final ManagedChannel channel;

    private final Database database;
    private final LocalSignals signals = new LocalSignals();

    AgentEdge(Database database, AttemptTimes times) {
        this(database, times, GrpcSettings.ConnectionLimits.DEFAULT);
    }

    AgentEdge(Database database, AttemptTimes times, GrpcSettings.ConnectionLimits limits) {
        this(database, times, limits, Optional.empty());
    }

    AgentEdge(Database database, AttemptTimes times, GrpcSettings.ConnectionLimits limits, Optional<ServerTls> tls) {
        this.database = database;
        features = new Features(database, signals, Clock.systemUTC(), streams, times, Duration.ofHours(1));
        SessionTerms terms = new SessionTerms("node-1", "1.2.3", times, LogLimits.DEFAULT);
        AgentGrpc service = new AgentGrpc(
                new AgentAccess(features.agentCredentials, features.denials, TestLimits.limits()),
                features.agentSessions,
                features.agentHeartbeats,
                features.attemptReports,
                features.attemptLogs,
                streams,
                terms);
        heartbeats = new HeartbeatFlush(features.agentHeartbeats);
        heartbeats.start();
        courier = new AgentCourier(features.agentNotices, signals);
        courier.start();
        server = new GrpcServer(new GrpcSettings("127.0.0.1", 0, tls, limits), service, streams, terms.logLimits());
        server.start();
        features.denials.start();
        channel = NettyChannelBuilder.forAddress(new InetSocketAddress("127.0.0.1", server.port()))
                .usePlaintext()
                .build();
    }

    static TestDatabase database() {
        return TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));
    }

    OrganizationId organization() {
        OrganizationId organization = new OrganizationId(UUID.randomUUID());
        features.organizations.learn(organization, "Test");
        return organization;
    }

    String enrolmentToken(OrganizationId organization, int maxUses) {
        return features.enrolmentTokens
                .create(organization, USER, Duration.ofHours(1), maxUses)
                .token();
    }

    EnrolResponse enrol(String token, String name) {
        return AgentServiceGrpc.newBlockingStub(channel)
                .withCallCredentials(new Bearer(token))
                .enrol(EnrolRequest.newBuilder().setName(name).build());
    }

    /** Enrols an agent and returns its credential. */
    String agent(OrganizationId organization) {
        return enrol(enrolmentToken(organization, 1), "tester").getCredential();
    }

    AgentId idOf(String credential) {
        return features.agentCredentials
                .authenticate(credential, TestFeatures.ORIGIN)
                .id();
    }

    TestAgent connect(String credential) {
        return new TestAgent(channel, credential);
    }

    Job job(OrganizationId organization, String title) {
        CreateJob wish = new CreateJob(
                title,
                "Add a --json flag.",
                new Repository("https://git.example.com/export.git", "main"),
                List.of(),
                List.of(),
                JobPriority.NORMAL,
                JobLimits.DEFAULT);
        Job job = features.jobs.create(organization, USER, wish, null);
        // What the outbox's relay notes when Temporal has taken the job's workflow.
        database.runAcrossOrganizations(tx ->
                new JobWorkflowStarts(signals).started(tx, List.of(job.id().value())));
        return job;
    }

    /** Gives the next job to an agent as the dispatcher does; false when there is none to give. */
    boolean claim(OrganizationId organization) {
        return features.attemptClaims.claim(organization, 1) == 1;
    }

    /** Runs the live attempt of a job as its workflow does; false when there is none. */
    boolean begin(Job job) {
        return switch (features.attemptProgress.advance(job.id())) {
            case AttemptProgress.Next.Run run ->
                features.attemptProgress.begin(run.attempt(), "token".getBytes(StandardCharsets.UTF_8), true);
            case AttemptProgress.Next.Wait wait -> false;
            case AttemptProgress.Next.Over over -> false;
        };
    }

    /** Makes a job, gives it to an agent and offers it. */
    Job offered(OrganizationId organization, String title) {
        Job job = job(organization, title);
        if (!claim(organization) || !begin(job)) {
            throw new AssertionError("The job was not given out");
        }
        return job;
    }

    /** Moves the job on as its workflow does once an attempt has ended. */
    Job advanced(Job job) {
        features.attemptProgress.advance(job.id());
        return now(job);
    }

    Job now(Job job) {
        return features.jobs.find(job.organizationId(), job.id());
    }

    @Nullable
    Attempt latest(Job job) {
        return features.attempts.latest(job.organizationId(), job.id()).orElse(null);
    }

    Attempt attempt(Job job) {
        return features.attempts.latest(job.organizationId(), job.id()).orElseThrow();
    }

    List<String> logOf(Job job) {
        return features
                .logs
                .after(job.organizationId(), attempt(job).id().value(), 0, 10_000, Integer.MAX_VALUE)
                .stream()
                .map(line -> line.seq() + " " + line.text())
                .toList();
    }

    /** The job's place in its queue, 0 for none. */
    int position(Job job) {
        return features.queues.position(job.organizationId(), job.id().value()).orElse(0);
    }

    AgentStreams streams() {
        return streams;
    }

    int attachedCount() {
        return streams.attachedCount();
    }

    @Override
    public void close() {
        server.close();
        features.denials.close();
        heartbeats.close();
        courier.close();
        channel.shutdownNow();
    }
}
