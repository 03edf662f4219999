package dev.sia.contracts.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sia.api.model.Attempt;
import dev.sia.api.model.AttemptStatus;
import dev.sia.api.model.FailureClass;
import dev.sia.api.model.JobPriority;
import dev.sia.api.model.JobRetry;
import dev.sia.api.model.JobRevision;
import dev.sia.api.model.JobRevisionKind;
import dev.sia.api.model.JobStatus;
import dev.sia.api.model.QueueName;
import dev.sia.api.model.ReviewComment;
import dev.sia.api.model.ReworkJobRequest;
import dev.sia.api.model.UpdateJobRequest;
import dev.sia.sdk.Jobs;
import dev.sia.sdk.SiaClient;
import dev.sia.sdk.error.SiaConflictException;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the Java SDK asks of jobs that are there: changes, reviews, hints, and their history. */
class JobPactTest {
    static final String CONSUMER = "sia-sdk-java-jobs";

    private static final String JOB_PATH = "/v1/organizations/${organizationId}/jobs/${jobId}";
    private static final UUID ORGANIZATION = UUID.fromString(RestInteraction.EXAMPLES.get("organizationId"));
    private static final UUID JOB = UUID.fromString(RestInteraction.EXAMPLES.get("jobId"));

    @RegisterExtension
    static final ConsumerPact PACT = new ConsumerPact(CONSUMER);

    private static void play(RestInteraction interaction, Consumer<Jobs> use) {
        PACT.play(interaction, url -> {
            try (SiaClient client =
                    SiaClient.builder().baseUrl(url).token(() -> "token").build()) {
                use.accept(client.jobs(ORGANIZATION));
            }
        });
    }

    private static SiaConflictException refused(Runnable call) {
        SiaConflictException thrown = catchThrowableOfType(SiaConflictException.class, call::run);
        assertThat(thrown).isNotNull();
        return thrown;
    }

    private static UpdateJobRequest change() {
        return new UpdateJobRequest()
                .priority(JobPriority.HIGH)
                .stepTimeoutSeconds(600)
                .retry(new JobRetry().maxAttempts(5).failures(List.of(FailureClass.AGENT, FailureClass.TOOL)));
    }

    private static RestInteraction update(String description, String state, String etag, String etagPattern) {
        return RestInteraction.of("updateJob", description)
                .given(state)
                .when("PATCH", JOB_PATH)
                .header("If-Match", etag, etagPattern)
                .sending("""
                        {"priority": "high", "stepTimeoutSeconds": 600,
                         "retry": {"maxAttempts": 5, "failures": ["agent", "tool"]}}
                        """);
    }

    @Test
    void updateJob() {
        play(
                update("change a waiting job", "a queued job", "\"1\"", "\"1\"")
                        .answers(200, RestExamples.changedJob()),
                jobs -> assertThat(jobs.update(JOB, change(), "\"1\""))
                        .returns(JobPriority.HIGH, it -> it.getPriority())
                        .returns(600, it -> it.getStepTimeoutSeconds())
                        .returns(5, it -> it.getRetry().getMaxAttempts()));
    }

    @Test
    void updateJobThatHasChanged() {
        play(
                update("change a waiting job that somebody else has changed", "a queued job", "\"999\"", "\"999\"")
                        .refuses(
                                412,
                                "precondition_failed",
                                "Changed in the meantime",
                                ", \"currentEtag\": \"\\\"1\\\"\""),
                jobs -> assertThat(refused(() -> jobs.update(JOB, change(), "\"999\""))
                                .currentEtag())
                        .contains("\"1\""));
    }

    @Test
    void updateJobThatRuns() {
        play(
                update("change a job that runs", "a running job", "*", "\\*")
                        .refuses(
                                409,
                                "illegal_transition",
                                "Not possible in this state",
                                ", \"currentStatus\": \"in_progress\""),
                jobs -> assertThat(refused(() -> jobs.update(JOB, change(), Jobs.ANY_ETAG))
                                .currentStatus())
                        .contains("in_progress"));
    }

    @Test
    void retryJob() {
        play(
                RestInteraction.of("retryJob", "try a failed job again with another prompt")
                        .given("a failed job")
                        .when("POST", JOB_PATH + "/retry")
                        .sending("{\"prompt\": \"Add the flag to the export command alone.\"}")
                        .answers(202, RestExamples.retriedJob()),
                jobs -> assertThat(jobs.retry(JOB, "Add the flag to the export command alone.")
                                .getStatus())
                        .isEqualTo(JobStatus.QUEUED));
    }

    @Test
    void reworkJob() {
        play(
                RestInteraction.of("reworkJob", "send a job back")
                        .given("a job in review")
                        .when("POST", JOB_PATH + "/rework")
                        .sending("""
                                {"comments": [{"file": "src/export.py", "line": 12, "text": "Keep the old default."}]}
                                """)
                        .answers(202, RestExamples.reworkedJob()),
                jobs -> assertThat(jobs.rework(
                                JOB,
                                new ReworkJobRequest()
                                        .comments(List.of(new ReviewComment()
                                                .file("src/export.py")
                                                .line(12)
                                                .text("Keep the old default.")))))
                        .returns(QueueName.REWORK, it -> it.getQueue())
                        .returns(JobStatus.QUEUED, it -> it.getStatus()));
    }

    @Test
    void completeJob() {
        play(
                RestInteraction.of("completeJob", "accept the work of a job")
                        .given("a job in review")
                        .when("POST", JOB_PATH + "/complete")
                        .answers(200, RestExamples.finishedJob("completed")),
                jobs -> assertThat(jobs.complete(JOB).getStatus()).isEqualTo(JobStatus.COMPLETED));
    }

    @Test
    void completeJobThatFailed() {
        play(
                RestInteraction.of("completeJob", "accept the work of a job that failed")
                        .given("a failed job")
                        .when("POST", JOB_PATH + "/complete")
                        .refuses(
                                409,
                                "illegal_transition",
                                "Not possible in this state",
                                ", \"currentStatus\": \"failed\""),
                jobs -> assertThat(refused(() -> jobs.complete(JOB)).currentStatus())
                        .contains("failed"));
    }

    @Test
    void archiveJob() {
        play(
                RestInteraction.of("archiveJob", "put a failed job away")
                        .given("a failed job")
                        .when("POST", JOB_PATH + "/archive")
                        .answers(200, RestExamples.finishedJob("archived")),
                jobs -> assertThat(jobs.archive(JOB).getStatus()).isEqualTo(JobStatus.ARCHIVED));
    }

    @Test
    void createHint() {
        play(
                RestInteraction.of("createHint", "tell the tool that works on a job something")
                        .given("a running job")
                        .when("POST", JOB_PATH + "/hints")
                        .sending("{\"text\": \"Use the database in compose.yaml.\"}")
                        .answers(202, RestExamples.hint()),
                jobs -> assertThat(jobs.hint(JOB, "Use the database in compose.yaml."))
                        .returns(1, it -> it.getAttempt())
                        .returns("Use the database in compose.yaml.", it -> it.getText()));
    }

    @Test
    void createHintForAJobThatWaits() {
        play(
                RestInteraction.of("createHint", "tell the tool that works on a job that waits something")
                        .given("a queued job")
                        .when("POST", JOB_PATH + "/hints")
                        .sending("{\"text\": \"Hello?\"}")
                        .refuses(
                                409,
                                "illegal_transition",
                                "Not possible in this state",
                                ", \"currentStatus\": \"queued\""),
                jobs -> assertThat(refused(() -> jobs.hint(JOB, "Hello?")).currentStatus())
                        .contains("queued"));
    }

    @Test
    void listJobAttempts() {
        play(
                RestInteraction.of("listJobAttempts", "all attempts of a job")
                        .given("a failed job")
                        .when("GET", JOB_PATH + "/attempts")
                        .query("limit", "100")
                        .answers(200, RestExamples.attempts()),
                jobs -> assertThat(jobs.attempts(JOB))
                        .singleElement()
                        .returns(1, Attempt::getNumber)
                        .returns(AttemptStatus.FAILED, Attempt::getStatus));
    }

    @Test
    void listJobRevisions() {
        play(
                RestInteraction.of("listJobRevisions", "what was asked of a job")
                        .given("a job that was sent back")
                        .when("GET", JOB_PATH + "/revisions")
                        .query("limit", "100")
                        .answers(200, RestExamples.revisions()),
                jobs -> assertThat(jobs.revisions(JOB))
                        .extracting(JobRevision::getKind)
                        .containsExactly(JobRevisionKind.CREATED, JobRevisionKind.REWORK));
    }
}
