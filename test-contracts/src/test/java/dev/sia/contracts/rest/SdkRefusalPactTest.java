package dev.sia.contracts.rest;

import static dev.sia.contracts.rest.RestCalls.JOB;
import static dev.sia.contracts.rest.RestCalls.ORGANIZATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.sia.api.model.FieldErrorLocation;
import dev.sia.api.model.MoveJobRequest;
import dev.sia.api.model.QueueEnd;
import dev.sia.api.model.QueueName;
import dev.sia.api.model.Scope;
import dev.sia.api.model.UpdateJobRequest;
import dev.sia.api.model.UpdateSettingsRequest;
import dev.sia.sdk.AuditQuery;
import dev.sia.sdk.EventQuery;
import dev.sia.sdk.JobFilter;
import dev.sia.sdk.LogFormat;
import dev.sia.sdk.LogRange;
import dev.sia.sdk.RetryPolicy;
import dev.sia.sdk.SiaClient;
import dev.sia.sdk.error.SiaConflictException;
import dev.sia.sdk.error.SiaException;
import dev.sia.sdk.error.SiaForbiddenException;
import dev.sia.sdk.error.SiaNotFoundException;
import dev.sia.sdk.error.SiaRateLimitedException;
import dev.sia.sdk.error.SiaUnauthenticatedException;
import dev.sia.sdk.error.SiaUnavailableException;
import dev.sia.sdk.error.SiaValidationException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What the Java SDK makes of every refusal that its users can meet, in each operation. */
class SdkRefusalPactTest {
    @RegisterExtension
    static final ConsumerPact PACT = new ConsumerPact(SdkPactTest.CONSUMER + "-refusals");

    private static SiaClient client(String url) {
        return SiaClient.builder()
                .baseUrl(url)
                .token(() -> "token")
                .retries(RetryPolicy.NONE)
                .build();
    }

    private static SiaException refused(RestInteraction interaction, Consumer<SiaClient> use) {
        SiaException[] thrown = new SiaException[1];
        PACT.play(interaction, url -> {
            try (SiaClient client = client(url)) {
                thrown[0] = refusal(client, use);
            }
        });
        return thrown[0];
    }

    private static SiaException refusal(SiaClient client, Consumer<SiaClient> use) {
        SiaException refusal = catchThrowableOfType(SiaException.class, () -> use.accept(client));
        assertThat(refusal).isNotNull();
        assertThat(refusal.requestId()).contains("0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c");
        assertThat(refusal.detail()).isEqualTo("What happened and what to do about it.");
        return refusal;
    }

    private static Class<? extends SiaException> typeOf(int status) {
        return switch (status) {
            case 401 -> SiaUnauthenticatedException.class;
            case 403 -> SiaForbiddenException.class;
            case 404 -> SiaNotFoundException.class;
            case 429 -> SiaRateLimitedException.class;
            case 500 -> SiaException.class;
            case 503 -> SiaUnavailableException.class;
            default -> throw new AssertionError("Which exception does the SDK throw for " + status + "?");
        };
    }

    /** All at once: to start a mock server takes longer than everything else. */
    @ParameterizedTest
    @FieldSource("dev.sia.contracts.rest.Refusal#ALL")
    void refusesAnyOperation(Refusal refusal) {
        List<RestCall> calls = RestCalls.ALL.stream()
                .filter(call ->
                        call.sdk() != null && call.operation().statuses().contains(refusal.status()))
                .toList();
        assertThat(calls).isNotEmpty();
        PACT.play(calls.stream().map(refusal::of).toList(), url -> {
            try (SiaClient client = client(url)) {
                calls.forEach(call -> expect(refusal, call, client));
            }
        });
    }

    private static void expect(Refusal refusal, RestCall call, SiaClient client) {
        SiaException thrown = refusal(client, Objects.requireNonNull(call.sdk()));
        assertThat(thrown).as(call.operation().id()).isExactlyInstanceOf(typeOf(refusal.status()));
        assertThat(thrown.status()).isEqualTo(refusal.status());
        assertThat(thrown.code()).isEqualTo(refusal.code());
        assertThat(thrown.fieldErrors()).isEmpty();
        Duration wait = Duration.ofSeconds(Long.parseLong(Refusal.RETRY_AFTER_SECONDS));
        assertThat(thrown.retryAfter()).isEqualTo(refusal.saysWhenToAskAgain() ? Optional.of(wait) : Optional.empty());
    }

    /** A call with one value that the contract does not allow. */
    private record Mistake(
            String operation,
            UnaryOperator<RestInteraction> rest,
            Consumer<SiaClient> sdk,
            FieldErrorLocation in,
            String pointer) {}

    private static Mistake inQuery(String operation, String name, Consumer<SiaClient> sdk, String... other) {
        return new Mistake(
                operation,
                it -> {
                    for (int index = 0; index < other.length; index += 2) {
                        it.query(other[index], other[index + 1]);
                    }
                    return it.query(name, "0");
                },
                sdk,
                FieldErrorLocation.QUERY,
                "/" + name);
    }

    private static Mistake inBody(String operation, String json, String pointer, Consumer<SiaClient> sdk) {
        return new Mistake(operation, it -> it.sending(json), sdk, FieldErrorLocation.BODY, pointer);
    }

    private static final List<Mistake> MISTAKES = List.of(
            inQuery("listMembers", "limit", sia -> sia.organizations().membersPage(ORGANIZATION, null, 0)),
            inQuery("listJobs", "limit", sia -> sia.jobs(ORGANIZATION).page(JobFilter.ALL.withPageSize(0), null)),
            inQuery(
                    "listJobLogs",
                    "limit",
                    sia -> sia.logs(ORGANIZATION).page(JOB, LogRange.LATEST.inPagesOf(0)),
                    "afterSeq",
                    "0"),
            inQuery("downloadJobLog", "attempt", sia -> sia.logs(ORGANIZATION).download(JOB, 0, LogFormat.TEXT)),
            inQuery(
                    "getJobTimeline",
                    "limit",
                    sia -> sia.history(ORGANIZATION).timelinePage(JOB, 0, 0),
                    "afterNumber",
                    "0"),
            inQuery(
                    "listAuditEntries",
                    "limit",
                    sia -> sia.audit(ORGANIZATION)
                            .page(new AuditQuery(null, null, null, null, null, null, null, 0), null)),
            inQuery(
                    "listEvents",
                    "limit",
                    sia -> sia.history(ORGANIZATION).eventPage(new EventQuery(List.of(), null, 0, 0)),
                    "afterNumber",
                    "0"),
            inQuery("getQueue", "limit", sia -> sia.queues(ORGANIZATION).page(QueueName.BACKLOG, null, 0)),
            inQuery("listAgents", "limit", sia -> sia.agents(ORGANIZATION).page(null, 0)),
            inQuery("listApiKeys", "limit", sia -> sia.keys(ORGANIZATION).page(null, 0)),
            new Mistake(
                    "updateSettings",
                    it -> it.header("If-Match", "*", ".+").sending("{\"maxRunningJobs\": -1}"),
                    sia -> sia.organizations()
                            .replaceSettings(ORGANIZATION, new UpdateSettingsRequest().maxRunningJobs(-1), "*"),
                    FieldErrorLocation.BODY,
                    "/maxRunningJobs"),
            new Mistake(
                    "createJob",
                    it -> it.header("Idempotency-Key", "6f1f4c3e", "[!-~]{1,255}")
                            .sending("""
                            {"prompt": "", "repository": {"url": "/srv/exporter.git", "baseBranch": "main"}}"""),
                    sia -> sia.jobs(ORGANIZATION).create(RestCalls.wish(""), "6f1f4c3e"),
                    FieldErrorLocation.BODY,
                    "/prompt"),
            new Mistake(
                    "updateJob",
                    it -> it.header("If-Match", "*", ".+").sending("{\"title\": \"\"}"),
                    sia -> sia.jobs(ORGANIZATION).update(JOB, new UpdateJobRequest().title(""), "*"),
                    FieldErrorLocation.BODY,
                    "/title"),
            inBody(
                    "cancelJob",
                    "{\"reason\": \"\"}",
                    "/reason",
                    sia -> sia.jobs(ORGANIZATION).cancel(JOB, "")),
            inBody(
                    "retryJob",
                    "{\"prompt\": \"\"}",
                    "/prompt",
                    sia -> sia.jobs(ORGANIZATION).retry(JOB, "")),
            inBody(
                    "reworkJob",
                    "{\"comments\": [{\"text\": \"\"}]}",
                    "/comments/0/text",
                    sia -> sia.jobs(ORGANIZATION).rework(JOB, RestCalls.rework(""))),
            inBody(
                    "createHint",
                    "{\"text\": \"\"}",
                    "/text",
                    sia -> sia.jobs(ORGANIZATION).hint(JOB, "")),
            inBody(
                    "pauseQueue",
                    "{\"forSeconds\": 0}",
                    "/forSeconds",
                    sia -> sia.queues(ORGANIZATION).pauseFor(QueueName.BACKLOG, null, Duration.ZERO)),
            new Mistake(
                    "moveJob",
                    it -> it.header("If-Match", "*", ".+").sending("{\"to\": \"head\"}"),
                    sia -> sia.queues(ORGANIZATION)
                            .move(QueueName.BACKLOG, new MoveJobRequest().to(QueueEnd.HEAD), "*"),
                    FieldErrorLocation.BODY,
                    "/jobId"),
            inBody(
                    "updateAgent",
                    "{\"name\": \"\"}",
                    "/name",
                    sia -> sia.agents(ORGANIZATION).rename(RestCalls.AGENT, "")),
            inBody(
                    "drainAgent",
                    "{\"reason\": \"\"}",
                    "/reason",
                    sia -> sia.agents(ORGANIZATION).drain(RestCalls.AGENT, "")),
            inBody(
                    "createEnrolmentToken",
                    "{\"expiresInSeconds\": 3600, \"maxUses\": 0}",
                    "/maxUses",
                    sia -> sia.agents(ORGANIZATION).createEnrolmentToken(Duration.ofHours(1), 0)),
            inBody(
                    "createApiKey",
                    "{\"name\": \"\", \"scopes\": [\"jobs:read\"]}",
                    "/name",
                    sia -> sia.keys(ORGANIZATION).create("", List.of(Scope.JOBS_READ), null)));

    @TestFactory
    Stream<DynamicTest> saysWhichValueIsNotValid() {
        return MISTAKES.stream()
                .map(mistake -> dynamicTest(mistake.operation(), () -> {
                    RestCall call = RestCalls.of(mistake.operation());
                    RestInteraction interaction = mistake.rest()
                            .apply(call.begin(
                                    "with " + mistake.pointer() + " that is not valid",
                                    RestStates.OWNER_OF_NOTHING,
                                    call.path()))
                            .refusesValue(mistake.in().toString(), mistake.pointer());
                    SiaException thrown = refused(interaction, mistake.sdk());
                    assertThat(thrown).isExactlyInstanceOf(SiaValidationException.class);
                    assertThat(thrown.code()).isEqualTo("validation_failed");
                    assertThat(thrown.fieldErrors()).singleElement().satisfies(error -> {
                        assertThat(error.getIn()).isEqualTo(mistake.in());
                        assertThat(error.getPointer()).isEqualTo(mistake.pointer());
                    });
                }));
    }

    private static void conflicts(String operation, String state, String code, String currentStatus) {
        RestCall call = RestCalls.of(operation);
        String more = currentStatus.isEmpty() ? "" : ", \"currentStatus\": \"" + currentStatus + "\"";
        SiaException thrown = refused(
                call.interaction("given " + state, state).refuses(409, code, "Not now", more),
                Objects.requireNonNull(call.sdk()));
        assertThat(thrown).isExactlyInstanceOf(SiaConflictException.class);
        assertThat(thrown.code()).isEqualTo(code);
        assertThat(((SiaConflictException) thrown).currentStatus().orElse("")).isEqualTo(currentStatus);
    }

    @Test
    void retryJobThatWaits() {
        conflicts("retryJob", "a queued job", "illegal_transition", "queued");
    }

    @Test
    void reworkJobThatWaits() {
        conflicts("reworkJob", "a queued job", "illegal_transition", "queued");
    }

    @Test
    void archiveJobThatRuns() {
        conflicts("archiveJob", "a running job", "illegal_transition", "in_progress");
    }

    @Test
    void createApiKeyThatIsOneTooMany() {
        conflicts("createApiKey", RestStates.AS_MANY_KEYS_AS_MAY_BE, "too_many_api_keys", "");
    }

    @Test
    void updateSettingsThatHaveChanged() {
        RestCall call = RestCalls.of("updateSettings");
        SiaException thrown = refused(
                call.begin("with an old etag", RestStates.OWNER_OF_NOTHING, call.path())
                        .header("If-Match", "\"999\"", "\"999\"")
                        .sending("{\"maxRunningJobs\": 20}")
                        .refuses(
                                412,
                                "precondition_failed",
                                "Changed in the meantime",
                                ", \"currentEtag\": \"\\\"1\\\"\""),
                sia -> sia.organizations()
                        .replaceSettings(ORGANIZATION, new UpdateSettingsRequest().maxRunningJobs(20), "\"999\""));
        assertThat(thrown).isExactlyInstanceOf(SiaConflictException.class);
        assertThat(((SiaConflictException) thrown).currentEtag()).contains("\"1\"");
    }
}
