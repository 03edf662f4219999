package dev.sia.server.rest.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sia.api.model.CreateJobRequest;
import dev.sia.api.model.JobRetry;
import dev.sia.api.model.MoveJobRequest;
import dev.sia.api.model.PauseQueueRequest;
import dev.sia.api.model.QueueEnd;
import dev.sia.api.model.ReworkJobRequest;
import dev.sia.api.model.SchedulingReasonCode;
import dev.sia.api.model.UpdateJobRequest;
import dev.sia.server.agent.Agent;
import dev.sia.server.agent.AgentId;
import dev.sia.server.agent.AgentStatus;
import dev.sia.server.agent.EnrolmentToken;
import dev.sia.server.agent.IssuedEnrolmentToken;
import dev.sia.server.attempt.Attempt;
import dev.sia.server.attempt.AttemptId;
import dev.sia.server.attempt.AttemptStatus;
import dev.sia.server.attempt.AttemptStep;
import dev.sia.server.attempt.Hint;
import dev.sia.server.attempt.Lease;
import dev.sia.server.attempt.RunningAttempt;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.error.FieldError;
import dev.sia.server.event.Actor;
import dev.sia.server.event.ActorKind;
import dev.sia.server.event.Event;
import dev.sia.server.event.EventHistory;
import dev.sia.server.event.EventType;
import dev.sia.server.identity.Membership;
import dev.sia.server.identity.Principal;
import dev.sia.server.identity.Role;
import dev.sia.server.identity.Scope;
import dev.sia.server.identity.Scopes;
import dev.sia.server.job.Cancellation;
import dev.sia.server.job.CancellationStage;
import dev.sia.server.job.CreateJob;
import dev.sia.server.job.Failure;
import dev.sia.server.job.FailureClass;
import dev.sia.server.job.Job;
import dev.sia.server.job.JobId;
import dev.sia.server.job.JobLimits;
import dev.sia.server.job.JobPriority;
import dev.sia.server.job.JobRevision;
import dev.sia.server.job.JobStatus;
import dev.sia.server.job.JobSummary;
import dev.sia.server.job.Publication;
import dev.sia.server.job.Repository;
import dev.sia.server.job.RetryPolicy;
import dev.sia.server.job.Review;
import dev.sia.server.job.ReviewComment;
import dev.sia.server.job.RevisionKind;
import dev.sia.server.job.Step;
import dev.sia.server.job.StepState;
import dev.sia.server.job.UpdateJob;
import dev.sia.server.json.EventJson;
import dev.sia.server.key.ApiKey;
import dev.sia.server.key.ApiKeyId;
import dev.sia.server.key.CreatedApiKey;
import dev.sia.server.log.LogDigest;
import dev.sia.server.log.LogFilter;
import dev.sia.server.log.LogLine;
import dev.sia.server.log.LogQuery;
import dev.sia.server.log.LogScan;
import dev.sia.server.log.LogStream;
import dev.sia.server.member.Member;
import dev.sia.server.organization.Organization;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.queue.MoveJob;
import dev.sia.server.queue.MoveTarget;
import dev.sia.server.queue.PauseQueue;
import dev.sia.server.queue.QueueName;
import dev.sia.server.queue.QueueOverview;
import dev.sia.server.queue.QueuePause;
import dev.sia.server.queue.QueuedJob;
import dev.sia.server.rest.problem.Problems;
import dev.sia.server.scheduling.JobScheduling;
import dev.sia.server.scheduling.SchedulingReason;
import dev.sia.server.settings.OrganizationSettings;
import dev.sia.server.timeline.Timeline;
import dev.sia.server.timeline.TimelineEntry;
import dev.sia.server.timeline.TimelineKind;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A fully populated record leaves no property of its wire form unset, at any depth. */
class JsonMappingTest {
    private static final Instant AT = Instant.parse("2026-11-23T09:30:00.5Z");
    private static final Actor ADA = Actor.user("ada", "ada@example.com");
    private static final UUID ID = UUID.fromString("0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c");
    private static final OrganizationId ORGANIZATION = new OrganizationId(ID);
    private static final Failure FAILURE = new Failure(FailureClass.TOOL, Step.GENERATE, "It failed.");
    private static final Publication PUBLICATION = new Publication("sia/x", "abc", "https://pr", 1, 2, 3);
    private static final List<AttemptStep> STEPS = List.of(new AttemptStep(Step.VERIFY, StepState.FAILED, AT, AT, 1));

    private static final Event EVENT = new Event(
            ORGANIZATION,
            1,
            EventType.JOB_MOVED,
            AT,
            ADA,
            ID,
            ID,
            1,
            "backlog",
            "queued",
            "running",
            "online",
            "requested",
            "generate",
            "started",
            "why");
    private static final List<SchedulingReason> REASONS = List.of(
            new SchedulingReason.QueuePaused(QueueName.BACKLOG, new QueuePause(ADA, AT, "note", AT)),
            new SchedulingReason.WaitingForTemporal("It is away."),
            new SchedulingReason.ConcurrencyLimit(2, 2),
            new SchedulingReason.NoAgentOnline(0),
            new SchedulingReason.NoAgentWithLabels(List.of("gpu"), List.of("gpu"), 1),
            new SchedulingReason.AgentsDraining(1),
            new SchedulingReason.AgentsBusy(1, 2),
            new SchedulingReason.AgentsResting(AT),
            new SchedulingReason.ReworkFirst(3),
            new SchedulingReason.JobsAhead(OptionalInt.of(4), 10));

    private static Job job() {
        return new Job(
                new JobId(ID),
                7,
                ORGANIZATION,
                "title",
                "prompt",
                "/srv/a.git",
                "main",
                "sia/x",
                List.of("prepare", "generate"),
                List.of("linux"),
                (short) 3,
                QueueName.REWORK,
                JobStatus.IN_PROGRESS,
                new Cancellation(CancellationStage.UNCONFIRMED, "why", ADA, AT, AT, AT, AT),
                60,
                30,
                90,
                2,
                List.of("tool", "agent"),
                1,
                0,
                ID,
                PUBLICATION,
                FAILURE,
                false,
                "Temporal is away",
                ADA,
                AT,
                AT,
                AT,
                AT);
    }

    private static final LogScan SCAN =
            new LogScan(List.of(new LogLine(8, AT, LogStream.STDERR, Step.VERIFY, true, true, 3, "text")), 1, 4, true);

    private static Attempt attempt() {
        return new Attempt(
                new AttemptId(ID),
                ORGANIZATION,
                new JobId(ID),
                2,
                new AgentId(ID),
                "box",
                new Lease("secret"),
                AttemptStatus.FAILED,
                AT,
                AT,
                AT,
                AT,
                Step.VERIFY,
                FAILURE,
                PUBLICATION,
                7,
                2,
                LogDigest.EMPTY,
                120,
                90,
                3,
                0,
                true,
                new byte[0],
                true);
    }

    @Test
    void jobs() {
        assertEverythingIsSet(JobJson.of(job())
                .position(1)
                .log(LogJson.end(job(), attempt(), SCAN))
                .latestAttempt(AttemptJson.of(attempt(), STEPS)));
        assertEverythingIsSet(JobJson.of(new JobSummary(
                new JobId(ID),
                "title",
                JobStatus.QUEUED,
                QueueName.BACKLOG,
                (short) 0,
                List.of("linux"),
                "/srv/a.git",
                "main",
                1,
                ADA,
                AT,
                AT)));
    }

    @Test
    void wishes() {
        CreateJobRequest request = new CreateJobRequest()
                .title("title")
                .prompt("prompt")
                .repository(new dev.sia.api.model.Repository().url("/a").baseBranch("main"))
                .steps(List.of(dev.sia.api.model.Step.PREPARE, dev.sia.api.model.Step.GENERATE))
                .labels(List.of("linux"))
                .priority(dev.sia.api.model.JobPriority.HIGH)
                .attemptTimeoutSeconds(60)
                .stepTimeoutSeconds(30)
                .jobTimeoutSeconds(90)
                .retry(new JobRetry().maxAttempts(2).failures(List.of(dev.sia.api.model.FailureClass.TOOL)));

        assertThat(JobWishes.create(request))
                .isEqualTo(new CreateJob(
                        "title",
                        "prompt",
                        new Repository("/a", "main"),
                        List.of(Step.PREPARE, Step.GENERATE),
                        List.of("linux"),
                        JobPriority.HIGH,
                        new JobLimits(60, 30, 90, new RetryPolicy(2, List.of(FailureClass.TOOL)))));
        assertThat(JobWishes.create(request.retry(new JobRetry().maxAttempts(1).failures(null)))
                        .limits()
                        .retry())
                .isEqualTo(new RetryPolicy(1, RetryPolicy.DEFAULT.on()));
    }

    @Test
    void changes() {
        JobRetry retry = new JobRetry().maxAttempts(2).failures(List.of(dev.sia.api.model.FailureClass.STUCK));
        UpdateJobRequest request = new UpdateJobRequest()
                .title("title")
                .prompt("prompt")
                .labels(List.of("linux"))
                .priority(dev.sia.api.model.JobPriority.LOW)
                .attemptTimeoutSeconds(60)
                .stepTimeoutSeconds(30)
                .jobTimeoutSeconds(90)
                .retry(retry);

        assertThat(JobWishes.update(request))
                .isEqualTo(new UpdateJob(
                        "title",
                        "prompt",
                        List.of("linux"),
                        JobPriority.LOW,
                        60,
                        30,
                        90,
                        2,
                        List.of(FailureClass.STUCK)));
        assertThat(JobWishes.update(new UpdateJobRequest()))
                .isEqualTo(new UpdateJob(null, null, null, null, null, null, null, null, null));
    }

    @Test
    void revisionsAndHints() {
        ReviewComment comment = new ReviewComment("a.py", 7, "No.");
        assertEverythingIsSet(RevisionJson.of(
                new JobRevision(1, RevisionKind.REWORK, "prompt", new Review(List.of(comment)), ADA, AT)));
        assertThat(JobWishes.review(new ReworkJobRequest()
                        .comments(List.of(new dev.sia.api.model.ReviewComment()
                                .file("a.py")
                                .line(7)
                                .text("No.")))))
                .isEqualTo(new Review(List.of(comment)));
        assertEverythingIsSet(HintJson.of(new Hint(ID, new JobId(ID), new AttemptId(ID), 1, "text", ADA, AT, AT)));
    }

    @Test
    void attempts() {
        assertEverythingIsSet(AttemptJson.of(attempt(), STEPS));
    }

    @Test
    void logs() {
        LogQuery forward = new LogQuery(ID, 0, 8, false, LogFilter.ALL, 1, 100);
        LogQuery backward = new LogQuery(ID, 0, 8, true, LogFilter.ALL, 1, 100);
        assertEverythingIsSetBut(Set.of("nextBeforeSeq"), LogJson.of(attempt(), forward, SCAN));
        assertEverythingIsSetBut(Set.of("nextAfterSeq"), LogJson.of(attempt(), backward, SCAN));
        assertEverythingIsSet(LogJson.end(job(), attempt(), SCAN));
    }

    @Test
    void queues() {
        QueueOverview overview = new QueueOverview(QueueName.BACKLOG, 3, 1, 1, AT, ADA, "note", AT);
        assertEverythingIsSet(QueueJson.list(List.of(overview)));
        assertEverythingIsSet(QueueJson.overview(overview));
        assertEverythingIsSet(QueueJson.moved(ID, dev.sia.api.model.QueueName.BACKLOG, OptionalInt.of(1), 4));
        assertEverythingIsSet(QueueJson.status(
                overview,
                List.of(new QueuedJob(1, ID, "title", (short) 1, BigDecimal.ONE, List.of("linux"), AT)),
                List.of(new RunningAttempt(
                        new JobId(ID), "title", 1, AttemptStatus.RUNNING, Step.PREPARE, new AgentId(ID), "box", AT)),
                "cursor"));
    }

    @Test
    void wishesForQueues() {
        UUID other = new UUID(0, 1);
        assertThat(QueueJson.pause(
                        new PauseQueueRequest().note("note").until(AT).forSeconds(60)))
                .isEqualTo(new PauseQueue("note", AT, 60));
        assertThat(QueueJson.move(new MoveJobRequest().jobId(ID).to(QueueEnd.HEAD)))
                .isEqualTo(new MoveJob(ID, new MoveTarget.Head()));
        assertThat(QueueJson.move(new MoveJobRequest().jobId(ID).to(QueueEnd.TAIL)))
                .isEqualTo(new MoveJob(ID, new MoveTarget.Tail()));
        assertThat(QueueJson.move(new MoveJobRequest().jobId(ID).before(other)))
                .isEqualTo(new MoveJob(ID, new MoveTarget.Before(other)));
        assertThat(QueueJson.move(new MoveJobRequest().jobId(ID).after(other)))
                .isEqualTo(new MoveJob(ID, new MoveTarget.After(other)));
    }

    @Test
    void explanations() {
        assertEverythingIsSet(SchedulingJson.of(new JobScheduling(
                        JobScheduling.State.WAITING,
                        OptionalInt.of(4),
                        List.of(),
                        Optional.of(new JobScheduling.Estimate(AT, "basis"))))
                .reasons(List.of(everyFact())));
    }

    /** One reason with the facts of all, each of which has a code of its own. */
    private static dev.sia.api.model.SchedulingReason everyFact() {
        dev.sia.api.model.SchedulingReason all = new dev.sia.api.model.SchedulingReason();
        Set<SchedulingReasonCode> codes = EnumSet.noneOf(SchedulingReasonCode.class);
        for (SchedulingReason reason : REASONS) {
            dev.sia.api.model.SchedulingReason wire = SchedulingJson.of(reason);
            codes.add(wire.getCode());
            for (Method getter : wire.getClass().getMethods()) {
                if (getter.isAnnotationPresent(JsonProperty.class) && getter.getParameterCount() == 0) {
                    Object value = value(wire, getter);
                    if (value != null) {
                        set(all, getter, value);
                    }
                }
            }
        }
        assertThat(REASONS).hasSameSizeAs(SchedulingReason.class.getPermittedSubclasses());
        assertThat(codes).hasSameSizeAs(REASONS).doesNotContain(SchedulingReasonCode.UNRECOGNIZED);
        return all;
    }

    private static void set(Object wire, Method getter, Object value) {
        try {
            wire.getClass()
                    .getMethod(getter.getName().replaceFirst("get", "set"), getter.getReturnType())
                    .invoke(wire, value);
        } catch (ReflectiveOperationException thrown) {
            throw new AssertionError(thrown);
        }
    }

    @Test
    void agents() {
        assertEverythingIsSet(AgentJson.of(new Agent(
                new AgentId(ID),
                ORGANIZATION,
                "box",
                AgentStatus.ONLINE,
                "connected",
                AT,
                List.of("linux"),
                2,
                "1.0",
                3,
                "node",
                AT,
                Actor.user("user", "ada@example.com"),
                "disk",
                true,
                2,
                AT,
                AT,
                AT,
                AT,
                1)));
        assertEverythingIsSet(AgentJson.of(new IssuedEnrolmentToken(ID, ADA, AT, 2, 1, AT)));
        assertEverythingIsSet(AgentJson.of(new EnrolmentToken(ID, "sia_en_x", 1, AT)));
    }

    @Test
    void history() {
        Event event = new Event(
                ORGANIZATION,
                7,
                EventType.ATTEMPT_STEP_CHANGED,
                AT,
                ADA,
                ID,
                ID,
                1,
                "backlog",
                "queued",
                "running",
                "online",
                "requested",
                "verify",
                "failed",
                "why");
        assertEverythingIsSet(HistoryJson.of(new EventHistory(List.of(event), 7, 8)));
        for (EventType type : EventType.values()) {
            TimelineEntry entry = new TimelineEntry(
                    7,
                    type,
                    AT,
                    ADA,
                    1,
                    ID,
                    "box",
                    "backlog",
                    "queued",
                    "running",
                    "online",
                    "requested",
                    "verify",
                    "failed",
                    "why",
                    5L);
            dev.sia.api.model.TimelineEntry wire = HistoryJson.of(entry);
            if (wire.getState() == null) {
                wire.state("entries about a place in a queue have none");
            }
            assertEverythingIsSet(wire);
        }
        assertThat(HistoryJson.of(ID, new Timeline(List.of(), 7, 8)).getReadTo())
                .isEqualTo(7);
    }

    @Test
    void organizations() {
        Membership membership = new Membership(Role.ADMIN, "Acme");
        dev.sia.api.model.Organization organization =
                OrganizationJson.of(new Organization(ORGANIZATION, "Acme", AT), membership);
        Principal caller = Principal.user("ada", "ada@example.com", Map.of(ORGANIZATION, membership), AT);
        organization.scopes(List.of(dev.sia.api.model.Scope.JOBS_READ));
        assertEverythingIsSet(OrganizationJson.me(caller, List.of(organization)));
        Scopes scopes = new Scopes(Set.of(Scope.JOBS_WRITE, Scope.JOBS_READ));
        dev.sia.api.model.Organization seenByAKey =
                OrganizationJson.of(new Organization(ORGANIZATION, "Acme", AT), new Membership(scopes, "Acme"));
        assertThat(seenByAKey.getRole()).isNull();
        assertThat(seenByAKey.getScopes())
                .containsExactly(dev.sia.api.model.Scope.JOBS_READ, dev.sia.api.model.Scope.JOBS_WRITE);
        assertEverythingIsSet(
                OrganizationJson.of(new Member(ORGANIZATION, "ada", "ada@example.com", Role.ADMIN, AT, AT)));
        assertEverythingIsSet(OrganizationJson.settings(new OrganizationSettings(2, 5, 30, 1024L)));
    }

    @Test
    void apiKeys() {
        ApiKey key = new ApiKey(
                new ApiKeyId(ID),
                ORGANIZATION,
                "ci",
                "k7q2m4xw5tzbj3ra",
                List.of("jobs:read"),
                ADA,
                AT,
                AT,
                AT,
                AT,
                ADA);
        assertEverythingIsSet(KeyJson.of(new CreatedApiKey("sia_sk_k7q2m4xw5tzbj3ra_secret", key)));
    }

    @Test
    void problems() {
        DomainException invalid = DomainException.invalid(FieldError.inBody("/a", "is wrong"));
        assertEverythingIsSet(Problems.of(invalid, "id")
                .currentStatus("set by the next line")
                .currentEtag("set by the one after")
                .changes(List.of(EventJson.of(EVENT))));
        assertThat(Problems.of(DomainException.illegalTransition("completed", "No."), "id")
                        .getCurrentStatus())
                .isEqualTo("completed");
        assertThat(Problems.of(DomainException.preconditionFailed(4, "No."), "id")
                        .getCurrentEtag())
                .isEqualTo("\"4\"");
        assertThat(Problems.of(new DomainException(ErrorCode.UNAVAILABLE, "Later."), "id")
                        .getErrors())
                .isNull();
    }

    static Stream<Arguments> wireEnums() {
        return Stream.of(
                Arguments.of(ActorKind.class, dev.sia.api.model.ActorKind.class),
                Arguments.of(AgentStatus.class, dev.sia.api.model.AgentStatus.class),
                Arguments.of(AttemptStatus.class, dev.sia.api.model.AttemptStatus.class),
                Arguments.of(CancellationStage.class, dev.sia.api.model.CancellationStage.class),
                Arguments.of(FailureClass.class, dev.sia.api.model.FailureClass.class),
                Arguments.of(RevisionKind.class, dev.sia.api.model.JobRevisionKind.class),
                Arguments.of(JobPriority.class, dev.sia.api.model.JobPriority.class),
                Arguments.of(JobStatus.class, dev.sia.api.model.JobStatus.class),
                Arguments.of(LogStream.class, dev.sia.api.model.LogStream.class),
                Arguments.of(QueueName.class, dev.sia.api.model.QueueName.class),
                Arguments.of(JobScheduling.State.class, dev.sia.api.model.SchedulingState.class),
                Arguments.of(Role.class, dev.sia.api.model.Role.class),
                Arguments.of(Step.class, dev.sia.api.model.Step.class),
                Arguments.of(StepState.class, dev.sia.api.model.StepState.class),
                Arguments.of(FieldError.Location.class, dev.sia.api.model.FieldErrorLocation.class),
                Arguments.of(EventType.class, dev.sia.api.model.EventType.class),
                Arguments.of(TimelineKind.class, dev.sia.api.model.TimelineKind.class),
                Arguments.of(ErrorCode.class, dev.sia.api.model.ProblemCode.class));
    }

    /** Constants are mapped by name. */
    @ParameterizedTest
    @MethodSource("wireEnums")
    void everyConstantHasItsWireForm(Class<? extends Enum<?>> domain, Class<? extends Enum<?>> wire) {
        assertThat(names(domain))
                .containsExactlyInAnyOrderElementsOf(names(wire).stream()
                        .filter(name -> !name.equals("UNRECOGNIZED"))
                        .toList());
    }

    private static List<String> names(Class<? extends Enum<?>> type) {
        return Stream.of(type.getEnumConstants()).<String>map(Enum::name).toList();
    }

    private static void assertEverythingIsSet(Object wire) {
        assertEverythingIsSetBut(Set.of(), wire);
    }

    private static void assertEverythingIsSetBut(Set<String> absent, Object wire) {
        for (Method getter : wire.getClass().getMethods()) {
            if (getter.isAnnotationPresent(JsonProperty.class) && getter.getParameterCount() == 0) {
                String name = getter.getAnnotation(JsonProperty.class).value();
                String property = wire.getClass().getSimpleName() + "." + name;
                Object value = value(wire, getter);
                if (absent.contains(name)) {
                    assertThat(value).as(property).isNull();
                } else {
                    assertThat(value).as(property).isNotNull();
                    descend(value);
                }
            }
        }
    }

    private static void descend(Object value) {
        if (value instanceof List<?> several) {
            assertThat(several).isNotEmpty();
            several.forEach(JsonMappingTest::descend);
        } else if (value.getClass().getPackageName().equals("dev.sia.api.model")
                && !value.getClass().isEnum()) {
            assertEverythingIsSet(value);
        }
    }

    private static Object value(Object wire, Method getter) {
        try {
            return getter.invoke(wire);
        } catch (ReflectiveOperationException thrown) {
            throw new AssertionError(thrown);
        }
    }
}
