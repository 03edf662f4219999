package dev.sia.contracts.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sia.api.model.EventType;
import dev.sia.api.model.MoveJobRequest;
import dev.sia.api.model.OrganizationSettings;
import dev.sia.api.model.QueueEnd;
import dev.sia.api.model.QueueName;
import dev.sia.api.model.SchedulingReasonCode;
import dev.sia.api.model.UpdateSettingsRequest;
import dev.sia.sdk.SiaClient;
import dev.sia.sdk.error.SiaConflictException;
import dev.sia.sdk.error.SiaException;
import dev.sia.sdk.error.SiaForbiddenException;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the Java SDK asks of queues that people steer, and of an organization's settings. */
class QueuePactTest {
    private static final String ORGANIZATION_PATH = "/v1/organizations/${organizationId}";
    private static final String BACKLOG = ORGANIZATION_PATH + "/queues/backlog";
    private static final UUID ORGANIZATION = UUID.fromString(RestInteraction.EXAMPLES.get("organizationId"));
    private static final UUID JOB = UUID.fromString(RestInteraction.EXAMPLES.get("jobId"));
    private static final MoveJobRequest TO_THE_HEAD =
            new MoveJobRequest().jobId(JOB).to(QueueEnd.HEAD);

    @RegisterExtension
    static final ConsumerPact PACT = new ConsumerPact(SdkPactTest.CONSUMER + "-queues");

    private static void play(RestInteraction interaction, Consumer<SiaClient> use) {
        PACT.play(interaction, url -> {
            try (SiaClient client =
                    SiaClient.builder().baseUrl(url).token(() -> "token").build()) {
                use.accept(client);
            }
        });
    }

    private static <E extends SiaException> E refused(Class<E> type, Runnable call) {
        E thrown = catchThrowableOfType(type, call::run);
        assertThat(thrown).isNotNull();
        return thrown;
    }

    private static RestInteraction move(String description, String state, String etag) {
        return RestInteraction.of("moveJob", description)
                .given(state)
                .when("POST", BACKLOG + "/move")
                .header("If-Match", etag, ".+")
                .sending("{\"jobId\": \"" + JOB + "\", \"to\": \"head\"}", "$.jobId", "jobId");
    }

    @Test
    void pauseQueue() {
        play(
                RestInteraction.of("pauseQueue", "pause the backlog for two hours")
                        .given("a queued job")
                        .when("POST", BACKLOG + "/pause")
                        .sending("{\"note\": \"Release freeze\", \"forSeconds\": 7200}")
                        .answers(200, RestExamples.pausedQueue()),
                client -> assertThat(client.queues(ORGANIZATION)
                                .pauseFor(QueueName.BACKLOG, "Release freeze", Duration.ofHours(2))
                                .getPause()
                                .getNote())
                        .isEqualTo("Release freeze"));
    }

    @Test
    void resumeQueue() {
        play(
                RestInteraction.of("resumeQueue", "resume the backlog")
                        .given("a queued job in a paused queue")
                        .when("POST", BACKLOG + "/resume")
                        .answers(200, RestExamples.resumedQueue()),
                client -> assertThat(client.queues(ORGANIZATION)
                                .resume(QueueName.BACKLOG)
                                .getPause())
                        .isNull());
    }

    @Test
    void resumeQueueThatIsNotPaused() {
        play(
                RestInteraction.of("resumeQueue", "resume a queue that is not paused")
                        .given("a queued job")
                        .when("POST", BACKLOG + "/resume")
                        .refuses(409, "queue_not_paused", "The queue is not paused", ""),
                client -> assertThat(refused(
                                        SiaConflictException.class,
                                        () -> client.queues(ORGANIZATION).resume(QueueName.BACKLOG))
                                .code())
                        .isEqualTo("queue_not_paused"));
    }

    @Test
    void moveJob() {
        play(
                move("move a job to the head", "a queued job", "\"1\"").answers(200, RestExamples.movedJob()),
                client -> assertThat(client.queues(ORGANIZATION)
                                .move(QueueName.BACKLOG, TO_THE_HEAD, "\"1\"")
                                .getPosition())
                        .isEqualTo(1));
    }

    @Test
    void moveJobWithAStaleEtag() {
        String changes = """
                , "currentEtag": "\\"2\\"", "changes": [{"organizationId": "1189c444-8a2d-4c41-8b4b-ae43ce79a492", "number": 2,
                  "type": "queue.paused", "at": "2026-11-23T09:30:00Z",
                  "actor": {"kind": "user", "id": "ada", "name": "ada@example.com"}, "queue": "backlog",
                  "reason": "Release freeze (until 2026-11-23T11:30:00Z)"}]""";
        play(
                move("move a job in a queue that others have changed", "a queued job in a paused queue", "\"1\"")
                        .refuses(412, "precondition_failed", "Changed in the meantime", changes),
                client -> {
                    SiaConflictException stale = refused(
                            SiaConflictException.class,
                            () -> client.queues(ORGANIZATION).move(QueueName.BACKLOG, TO_THE_HEAD, "\"1\""));
                    assertThat(stale.currentEtag()).contains("\"2\"");
                    assertThat(stale.changes()).singleElement().satisfies(change -> {
                        assertThat(change.getType()).isEqualTo(EventType.QUEUE_PAUSED);
                        assertThat(change.getQueue()).isEqualTo(QueueName.BACKLOG);
                    });
                });
    }

    @Test
    void moveJobThatRuns() {
        play(
                move("move a job that runs", "a running job", "*")
                        .refuses(
                                409,
                                "illegal_transition",
                                "Not possible in this state",
                                ", \"currentStatus\": \"in_progress\""),
                client -> assertThat(refused(
                                        SiaConflictException.class,
                                        () -> client.queues(ORGANIZATION).move(QueueName.BACKLOG, TO_THE_HEAD, "*"))
                                .currentStatus())
                        .contains("in_progress"));
    }

    @Test
    void getJobScheduling() {
        play(
                RestInteraction.of("getJobScheduling", "why a job waits")
                        .given("a queued job in a paused queue")
                        .when("GET", ORGANIZATION_PATH + "/jobs/${jobId}/scheduling")
                        .answers(200, RestExamples.scheduling()),
                client -> assertThat(client.queues(ORGANIZATION).scheduling(JOB).getReasons())
                        .first()
                        .satisfies(reason -> {
                            assertThat(reason.getCode()).isEqualTo(SchedulingReasonCode.QUEUE_PAUSED);
                            assertThat(reason.getPause().getNote()).isEqualTo("Release freeze");
                        }));
    }

    @Test
    void getSettings() {
        play(
                RestInteraction.of("getSettings", "the settings")
                        .given("an organization and its owner")
                        .when("GET", ORGANIZATION_PATH + "/settings")
                        .answers(200, RestExamples.settings(1, "")),
                client -> assertThat(
                                client.organizations().settings(ORGANIZATION).getMaxRunningJobs())
                        .isNull());
    }

    @Test
    void updateSettings() {
        play(
                RestInteraction.of("updateSettings", "let at most 20 jobs run and keep logs for 90 days or 512 MiB")
                        .given("an organization and its owner")
                        .when("PUT", ORGANIZATION_PATH + "/settings")
                        .header("If-Match", "\"1\"", ".+")
                        .sending("{\"maxRunningJobs\": 20, \"logKeepDays\": 90, \"logKeepMebibytes\": 512}")
                        .answers(
                                200,
                                RestExamples.settings(
                                        2, ", \"maxRunningJobs\": 20, \"logKeepDays\": 90, \"logKeepMebibytes\": 512")),
                client -> {
                    UpdateSettingsRequest wanted = new UpdateSettingsRequest()
                            .maxRunningJobs(20)
                            .logKeepDays(90)
                            .logKeepMebibytes(512L);
                    OrganizationSettings settings =
                            client.organizations().replaceSettings(ORGANIZATION, wanted, "\"1\"");
                    assertThat(settings.getMaxRunningJobs()).isEqualTo(20);
                    assertThat(settings.getEtag()).isEqualTo("\"2\"");
                });
    }

    @Test
    void updateSettingsAsViewer() {
        play(
                RestInteraction.of("updateSettings", "change the settings as a viewer")
                        .given("an organization and a viewer of it")
                        .when("PUT", ORGANIZATION_PATH + "/settings")
                        .header("If-Match", "*", ".+")
                        .sending("{\"maxRunningJobs\": 20}")
                        .refuses(403, "forbidden", "Not allowed", ""),
                client -> refused(
                        SiaForbiddenException.class,
                        () -> client.organizations()
                                .replaceSettings(ORGANIZATION, new UpdateSettingsRequest().maxRunningJobs(20), "*")));
    }
}
