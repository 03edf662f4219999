package dev.sia.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sia.api.model.AttemptStep;
import dev.sia.api.model.CancellationStage;
import dev.sia.api.model.CreateJobRequest;
import dev.sia.api.model.Event;
import dev.sia.api.model.Failure;
import dev.sia.api.model.FailureClass;
import dev.sia.api.model.Job;
import dev.sia.api.model.JobStatus;
import dev.sia.api.model.LogEntry;
import dev.sia.api.model.LogLine;
import dev.sia.api.model.Repository;
import dev.sia.api.model.Step;
import dev.sia.api.model.StepState;
import dev.sia.sdk.Jobs;
import dev.sia.sdk.LogFormat;
import dev.sia.sdk.LogRange;
import dev.sia.sdk.Logs;
import dev.sia.sdk.SiaJson;
import dev.sia.sdk.live.LiveLog;
import dev.sia.sdk.live.LogOptions;
import dev.sia.sdk.live.LogRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The main job, end to end: SDK, server and reference agent, with a real repository and real commands. */
@Tag("orchestration")
class MainJobIT {
    @RegisterExtension
    static final TestServer server = new TestServer();

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String WORK =
            "echo \"Working on: $SIA_PROMPT\"; echo 'slow' >&2; printf 'no \\377 text\\n'; echo 'print(json)' >> export.py";

    @TempDir
    Path directory;

    private Tenant tenant;
    private GitRepository repository;
    private @Nullable EmbeddedAgent agent;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        tenant = server.tenant();
        repository = GitRepository.create(directory);
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (agent != null) {
            agent.close();
        }
        tenant.close();
    }

    private void agent(String generate, String verify) {
        agent = new EmbeddedAgent(
                server.addresses().grpcTarget(),
                tenant.enrolmentToken(),
                directory.resolve("state"),
                new EmbeddedAgent.Commands(generate, verify));
    }

    private Jobs jobs() {
        return tenant.owner().jobs(tenant.organizationId());
    }

    private Job create(String repositoryUrl) {
        return jobs().create(new CreateJobRequest()
                .prompt("Add a --json flag")
                .repository(new Repository().url(repositoryUrl).baseBranch("main")));
    }

    /** Watches a job's log to its end. */
    private List<LogRecord> watch(UUID jobId) {
        List<LogRecord> records = new ArrayList<>();
        try (LiveLog log = tenant.owner().live().jobLog(tenant.organizationId(), jobId, LogOptions.FOLLOW)) {
            log.forEach(records::add);
        }
        return records;
    }

    private static List<LogLine> lines(List<LogRecord> records) {
        return records.stream()
                .filter(LogRecord.Line.class::isInstance)
                .map(record -> ((LogRecord.Line) record).line())
                .toList();
    }

    @Test
    void endsWithAVerifiedBranchAndTheJobInReview() throws Exception {
        Job created = create(repository.url());
        assertThat(created.getStatus()).isEqualTo(JobStatus.QUEUED);
        assertThat(tenant.job(created.getId()).getPosition()).isEqualTo(1);
        agent(WORK, "grep -q json export.py && echo 'All tests passed'");

        List<LogRecord> watched = watch(created.getId());

        Job job = tenant.job(created.getId());
        assertThat(job.getStatus()).isEqualTo(JobStatus.IN_REVIEW);
        assertThat(job.getAttemptCount()).isEqualTo(1);
        assertThat(job.getLatestAttempt().getSteps())
                .extracting(AttemptStep::getStep)
                .containsExactly(Step.PREPARE, Step.GENERATE, Step.VERIFY, Step.PUBLISH, Step.CLEANUP);
        assertThat(job.getLatestAttempt().getSteps())
                .extracting(AttemptStep::getState)
                .containsOnly(StepState.SUCCEEDED);
        assertBranchIsThere(job);
        assertLogIsWhole(job, watched);
        assertEventsAreInOrder(job);
    }

    private void assertBranchIsThere(Job job) throws IOException, InterruptedException {
        assertThat(job.getPublication().getBranch()).isEqualTo(job.getWorkBranch());
        assertThat(repository.git("rev-parse", job.getWorkBranch()))
                .isEqualTo(job.getPublication().getCommit());
        assertThat(repository.git("show", job.getWorkBranch() + ":export.py")).contains("print(json)");
        assertThat(repository.git("show", "main:export.py")).doesNotContain("json");
        assertThat(job.getPublication().getFilesChanged()).isEqualTo(1);
        assertThat(job.getPublication().getInsertions()).isEqualTo(1);
        assertThat(job.getPublication().getDeletions()).isZero();
    }

    private void assertLogIsWhole(Job job, List<LogRecord> watched) throws IOException {
        List<LogLine> lines = lines(watched);
        assertThat(lines)
                .extracting(LogLine::getSeq)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, lines.size()).boxed().toList());
        assertThat(lines)
                .extracting(LogLine::getText)
                .contains("Working on: Add a --json flag", "slow", "All tests passed");
        assertThat(lines)
                .filteredOn(line -> Boolean.TRUE.equals(line.getRepaired()))
                .extracting(LogLine::getText)
                .containsExactly("no \uFFFD text");
        assertThat(watched.getLast()).isEqualTo(new LogRecord.AttemptEnded(1, lines.size(), true, true));
        Logs logs = tenant.owner().logs(tenant.organizationId());
        assertThat(logs.lines(job.getId(), LogRange.LATEST)).containsExactlyElementsOf(lines);
        assertThat(downloaded(logs.download(job.getId(), null, LogFormat.NDJSON)))
                .containsExactlyElementsOf(lines);
        assertThat(logs.flaw(job.getId(), job.getLatestAttempt()))
                .as("what the agent numbered is what is stored")
                .isEmpty();
        assertThat(job.getLatestAttempt().getLog().getComplete()).isTrue();
        assertThat(job.getLatestAttempt().getLog().getLastSeq()).isEqualTo(lines.size());
    }

    private static List<LogLine> downloaded(InputStream log) throws IOException {
        ObjectMapper json = SiaJson.mapper();
        List<LogLine> lines = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(log, StandardCharsets.UTF_8))) {
            for (String line : reader.lines().toList()) {
                lines.add(json.readValue(line, LogEntry.class).getLine());
            }
        }
        return lines;
    }

    private void assertEventsAreInOrder(Job job) {
        List<Event> events = tenant.events(job.getId());
        assertThat(events).extracting(Event::getNumber).isSorted().doesNotHaveDuplicates();
        assertThat(events.stream()
                        .map(Event::getJobStatus)
                        .filter(Objects::nonNull)
                        .toList())
                .containsExactly(JobStatus.QUEUED, JobStatus.IN_PROGRESS, JobStatus.IN_REVIEW);
    }

    @Test
    void failsWithTheChecksAndKeepsTheLog() throws Exception {
        agent(WORK, "echo 'test_export failed'; exit 3");
        Job created = create(repository.url());

        List<LogRecord> watched = watch(created.getId());

        Job job = assertFailed(created, FailureClass.VERIFICATION, Step.VERIFY);
        assertThat(job.getFailure().getMessage()).contains("3");
        assertThat(lines(watched)).extracting(LogLine::getText).contains("test_export failed");
        assertThat(repository.git("branch", "--list", "sia/*")).isEmpty();
    }

    @Test
    void failsWithARepositoryThatCannotBeCloned() {
        agent(WORK, "true");
        Job created = create(directory.resolve("nowhere.git").toString());

        List<LogRecord> watched = watch(created.getId());

        assertFailed(created, FailureClass.REPOSITORY, Step.PREPARE);
        assertThat(lines(watched)).isNotEmpty();
    }

    @Test
    void failsWithAToolThatIsMissing() {
        agent("no-such-tool --prompt \"$SIA_PROMPT\"", "true");
        Job created = create(repository.url());

        List<LogRecord> watched = watch(created.getId());

        assertFailed(created, FailureClass.TOOL, Step.GENERATE);
        assertThat(lines(watched)).extracting(LogLine::getText).anyMatch(text -> text.contains("no-such-tool"));
    }

    private Job assertFailed(Job created, FailureClass kind, Step step) {
        Job job = tenant.job(created.getId());
        assertThat(job.getStatus()).isEqualTo(JobStatus.FAILED);
        Failure failure = job.getFailure();
        assertThat(failure.getPropertyClass()).as(failure.getMessage()).isEqualTo(kind);
        assertThat(failure.getStep()).isEqualTo(step);
        assertThat(failure.getMessage()).isNotBlank();
        assertThat(job.getPublication()).isNull();
        assertThat(job.getLatestAttempt().getLog().getComplete()).isTrue();
        return job;
    }

    @Test
    void stopsTheProcessOfAJobThatIsCancelled() throws Exception {
        Path pid = directory.resolve("pid");
        agent("echo $$ > '" + pid + ".new' && mv '" + pid + ".new' '" + pid + "'; exec sleep 300", "true");
        Job created = create(repository.url());
        await().atMost(PATIENCE).until(() -> Files.exists(pid));
        ProcessHandle process =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();

        jobs().cancel(created.getId(), "No longer needed");
        List<LogRecord> watched = watch(created.getId());

        Job job = tenant.job(created.getId());
        assertThat(job.getStatus()).isEqualTo(JobStatus.CANCELLED);
        assertThat(job.getCancellation().getStage()).isEqualTo(CancellationStage.STOPPED);
        assertThat(job.getCancellation().getDeliveredAt()).isNotNull();
        assertThat(job.getCancellation().getReason()).isEqualTo("No longer needed");
        assertThat(process.isAlive()).isFalse();
        assertThat(watched.getLast()).isInstanceOf(LogRecord.AttemptEnded.class);
        assertThat(repository.git("branch", "--list", "sia/*")).isEmpty();
    }
}
