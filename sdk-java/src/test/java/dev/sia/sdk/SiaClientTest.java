package dev.sia.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sia.api.model.CreateJobRequest;
import dev.sia.api.model.Event;
import dev.sia.api.model.EventType;
import dev.sia.api.model.JobStatus;
import dev.sia.api.model.JobSummary;
import dev.sia.api.model.Repository;
import dev.sia.sdk.FakeServer.Answer;
import dev.sia.sdk.error.SiaConflictException;
import dev.sia.sdk.error.SiaException;
import dev.sia.sdk.error.SiaForbiddenException;
import dev.sia.sdk.error.SiaNotFoundException;
import dev.sia.sdk.error.SiaRateLimitedException;
import dev.sia.sdk.error.SiaUnauthenticatedException;
import dev.sia.sdk.error.SiaUnavailableException;
import dev.sia.sdk.error.SiaValidationException;
import dev.sia.support.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SiaClientTest {
    private static final UUID ORGANIZATION = UUID.fromString("1189c444-8a2d-4c41-8b4b-ae43ce79a492");
    private static final UUID JOB = UUID.fromString("0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c");
    private static final RetryPolicy QUICK =
            new RetryPolicy(3, Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofSeconds(2));
    private static final String ME = """
            {"kind":"user","id":"u","organizations":[],"expiresAt":"2026-11-23T10:00:00Z","fromTheFuture":{"a":1}}""";

    private static SiaClient client(FakeServer server) {
        return SiaClient.builder()
                .baseUrl(server.url())
                .token(() -> " tok ")
                .retries(QUICK)
                .build();
    }

    private static String summary(int number) {
        return """
                {"id":"00000000-0000-7000-8000-%012d","title":"job %d","status":"queued","queue":"backlog","priority":"normal",
                "labels":[],"repository":{"url":"/r","baseBranch":"main"},"attemptCount":0,"createdBy":{"kind":"user"},
                "createdAt":"2026-11-23T09:30:00Z","updatedAt":"2026-11-23T09:30:00Z"}""".formatted(number, number);
    }

    @Test
    void sendsTheTokenAndIgnoresUnknownMembers() throws IOException {
        try (FakeServer server = new FakeServer(Answer.json(200, ME));
                SiaClient sia = client(server)) {
            assertThat(sia.me().getId()).isEqualTo("u");
            assertThat(server.requests().getFirst().header("Authorization")).isEqualTo("Bearer tok");
            assertThat(server.requests().getFirst().uri()).hasPath("/v1/me");
        }
    }

    @Test
    void readsTheTokenFileAtEveryUse(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("token");
        Files.writeString(file, "first\n");
        try (FakeServer server = new FakeServer(Answer.json(200, ME), Answer.json(200, ME));
                SiaClient sia = SiaClient.builder()
                        .baseUrl(server.url())
                        .tokenFile(file)
                        .build()) {
            sia.me();
            Files.writeString(file, "second\n");
            sia.me();
            assertThat(server.requests())
                    .extracting(it -> it.header("Authorization"))
                    .containsExactly("Bearer first", "Bearer second");
        }
    }

    @Test
    void neverPutsABadTokenIntoAMessage() throws IOException {
        try (FakeServer server = new FakeServer();
                SiaClient sia = SiaClient.builder()
                        .baseUrl(server.url())
                        .token(() -> "secret\nsecond")
                        .build()) {
            assertThatThrownBy(sia::me)
                    .isInstanceOf(SiaUnauthenticatedException.class)
                    .message()
                    .doesNotContain("secret");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void namesAMissingTokenFile(@TempDir Path folder) {
        Path file = folder.resolve("none");
        try (SiaClient sia = SiaClient.builder()
                .baseUrl("http://127.0.0.1:1")
                .tokenFile(file)
                .build()) {
            assertThatThrownBy(sia::me)
                    .isInstanceOf(SiaUnauthenticatedException.class)
                    .hasMessage("The token file " + file + " does not exist.");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, validation_failed, SiaValidationException",
        "401, unauthenticated, SiaUnauthenticatedException",
        "403, forbidden, SiaForbiddenException",
        "404, not_found, SiaNotFoundException",
        "409, illegal_transition, SiaConflictException",
        "412, precondition_failed, SiaConflictException",
        "413, payload_too_large, SiaValidationException",
        "428, precondition_required, SiaValidationException",
        "429, rate_limited, SiaRateLimitedException",
        "500, internal, SiaException",
        "503, unavailable, SiaUnavailableException"
    })
    void mapsProblemsToTypes(int status, String code, String type) throws IOException {
        Answer problem = Answer.problem(status, code, "");
        try (FakeServer server = new FakeServer(problem, problem, problem);
                SiaClient sia = client(server)) {
            SiaException failure = catchThrowableOfType(
                    SiaException.class, () -> sia.jobs(ORGANIZATION).get(JOB));
            assertThat(failure.getClass().getSimpleName()).isEqualTo(type);
            assertThat(failure.status()).isEqualTo(status);
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure).hasMessage("The detail.");
            assertThat(failure.requestId()).contains("r-1");
            assertThat(server.requests()).hasSize(status == 503 || status == 429 ? 3 : 1);
        }
    }

    @Test
    void keepsWhatTheProblemAdds() throws IOException {
        try (FakeServer server = new FakeServer(
                        Answer.problem(409, "illegal_transition", ",\"currentStatus\":\"completed\""),
                        Answer.problem(
                                400,
                                "validation_failed",
                                ",\"errors\":[{\"in\":\"body\",\"pointer\":\"/prompt\",\"message\":\"must not be blank\"}]"),
                        Answer.problem(404, "code_of_tomorrow", ""));
                SiaClient sia = client(server)) {
            assertThat(catchThrowableOfType(
                                    SiaConflictException.class,
                                    () -> sia.jobs(ORGANIZATION).cancel(JOB, "why"))
                            .currentStatus())
                    .contains("completed");
            assertThat(server.requests().getFirst().body()).isEqualTo("{\"reason\":\"why\"}");
            assertThatThrownBy(() -> sia.jobs(ORGANIZATION).get(JOB))
                    .isInstanceOf(SiaValidationException.class)
                    .hasMessage("The request is not valid: /prompt must not be blank.");
            assertThat(catchThrowableOfType(
                                    SiaNotFoundException.class,
                                    () -> sia.jobs(ORGANIZATION).get(JOB))
                            .code())
                    .isEqualTo("code_of_tomorrow");
        }
    }

    @Test
    void explainsAnswersThatAreNotOfASiaServer() throws IOException {
        try (FakeServer server = new FakeServer(
                        new Answer(200, "text/html", "<html>", Map.of()),
                        new Answer(200, "application/json", "", Map.of()),
                        new Answer(403, "text/html", "<html>", Map.of()));
                SiaClient sia = client(server)) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(sia::me)
                        .hasMessage("The answer of " + server.url()
                                + " is not what a SIA server says. Is the address right?");
            }
            assertThatThrownBy(sia::me)
                    .isInstanceOf(SiaForbiddenException.class)
                    .hasMessage(server.url() + " answered with status 403 and no explanation.");
        }
    }

    @Test
    void namesTheAddressThatCannotBeReached() {
        int port = FreePort.find();
        try (SiaClient sia = SiaClient.builder()
                .baseUrl("http://127.0.0.1:" + port + "/")
                .token(() -> "t")
                .retries(QUICK)
                .build()) {
            assertThatThrownBy(sia::me)
                    .isInstanceOf(SiaUnavailableException.class)
                    .hasMessage("The SIA server at http://127.0.0.1:" + port
                            + " cannot be reached: the connection was refused.");
        }
    }

    @Test
    void createsOnceWithOneKeyOverItsRetries() throws IOException {
        String job = summary(1);
        try (FakeServer server = new FakeServer(
                        Answer.problem(503, "unavailable", "").with("Retry-After", "0"),
                        Answer.HANG_UP,
                        Answer.json(201, job),
                        Answer.json(201, job));
                SiaClient sia = client(server)) {
            CreateJobRequest request = new CreateJobRequest()
                    .prompt("do")
                    .repository(new Repository().url("/r").baseBranch("main"));
            assertThat(sia.jobs(ORGANIZATION).create(request).getTitle()).isEqualTo("job 1");
            sia.jobs(ORGANIZATION).create(request);
            var keys = server.requests().stream()
                    .map(it -> it.header("Idempotency-key"))
                    .toList();
            assertThat(keys).hasSize(4).doesNotContain("");
            assertThat(keys.subList(0, 3)).containsOnly(keys.getFirst());
            assertThat(keys.get(3)).isNotEqualTo(keys.getFirst());
            assertThat(server.requests().getFirst().body())
                    .isEqualTo("{\"prompt\":\"do\",\"repository\":{\"url\":\"/r\",\"baseBranch\":\"main\"}}");
        }
    }

    @Test
    void asksForAnEnrolmentTokenOnlyOnce() throws IOException {
        try (FakeServer server = new FakeServer(Answer.HANG_UP, Answer.json(201, "{}"));
                SiaClient sia = client(server)) {
            assertThatThrownBy(() -> sia.agents(ORGANIZATION).createEnrolmentToken(Duration.ofHours(1), 1))
                    .isInstanceOf(SiaUnavailableException.class);
            assertThat(server.requests()).hasSize(1);
            assertThat(server.requests().getFirst().body()).isEqualTo("{\"expiresInSeconds\":3600,\"maxUses\":1}");
        }
    }

    @Test
    void asksAgainWhatWasRefusedForItsRate() throws IOException {
        try (FakeServer server = new FakeServer(
                        Answer.problem(429, "rate_limited", "").with("Retry-After", "0"),
                        Answer.json(201, "{\"token\":\"t\",\"expiresAt\":\"2026-11-25T00:00:00Z\",\"maxUses\":1}"));
                SiaClient sia = client(server)) {
            assertThat(sia.agents(ORGANIZATION)
                            .createEnrolmentToken(Duration.ofHours(1), 1)
                            .getMaxUses())
                    .isEqualTo(1);
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void saysHowLongToWaitWhenThatIsTooLong() throws IOException {
        try (FakeServer server =
                        new FakeServer(Answer.problem(429, "rate_limited", "").with("Retry-After", "3600"));
                SiaClient sia = client(server)) {
            SiaRateLimitedException refused = catchThrowableOfType(SiaRateLimitedException.class, sia::me);
            assertThat(refused.retryAfter()).contains(Duration.ofHours(1));
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void givesUpWhenToldToWaitTooLong() throws IOException {
        try (FakeServer server = new FakeServer(
                        Answer.problem(503, "unavailable", "").with("Retry-After", "3600"), Answer.json(200, ME));
                SiaClient sia = client(server)) {
            SiaUnavailableException away = catchThrowableOfType(SiaUnavailableException.class, sia::me);
            assertThat(away.retryAfter()).contains(Duration.ofHours(1));
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void listsPagesOnlyAsTheyAreRead() throws IOException {
        try (FakeServer server = new FakeServer(
                        Answer.json(200, "{\"items\":[" + summary(1) + "," + summary(2) + "],\"nextCursor\":\"a&b\"}"),
                        Answer.json(200, "{\"items\":[],\"nextCursor\":\"c\"}"),
                        Answer.json(200, "{\"items\":[" + summary(3) + "]}"));
                SiaClient sia = client(server)) {
            Iterator<JobSummary> jobs = sia.jobs(ORGANIZATION)
                    .list(JobFilter.withStatus(JobStatus.QUEUED, JobStatus.IN_PROGRESS)
                            .withPageSize(2))
                    .iterator();
            assertThat(server.requests()).isEmpty();
            jobs.next();
            jobs.next();
            assertThat(server.requests()).hasSize(1);
            assertThat(jobs.next().getTitle()).isEqualTo("job 3");
            assertThat(jobs.hasNext()).isFalse();
            assertThat(server.requests())
                    .extracting(it -> it.uri().getRawQuery())
                    .containsExactly(
                            "status=queued&status=in_progress&limit=2",
                            "status=queued&status=in_progress&cursor=a%26b&limit=2",
                            "status=queued&status=in_progress&cursor=c&limit=2");
        }
    }

    @Test
    void readsEventsOverEmptyPartsToTheLastOne() throws IOException {
        String event = """
                {"organizationId":"%s","number":%d,"type":"job.queued","at":"2026-11-23T09:30:00Z","actor":{"kind":"system"}}""";
        try (FakeServer server = new FakeServer(
                        Answer.json(
                                200,
                                "{\"items\":[" + event.formatted(ORGANIZATION, 4)
                                        + "],\"readTo\":10000,\"lastNumber\":20001}"),
                        Answer.json(200, "{\"items\":[],\"readTo\":20000,\"lastNumber\":20001}"),
                        Answer.json(
                                200,
                                "{\"items\":[" + event.formatted(ORGANIZATION, 20001)
                                        + "],\"readTo\":20001,\"lastNumber\":20001}"));
                SiaClient sia = client(server)) {
            EventQuery query = EventQuery.ALL.ofTypes(EventType.JOB_QUEUED).after(3);
            assertThat(sia.history(ORGANIZATION).events(query))
                    .extracting(Event::getNumber)
                    .containsExactly(4L, 20001L);
            assertThat(server.requests())
                    .extracting(it -> it.uri().getRawQuery())
                    .containsExactly(
                            "afterNumber=3&type=job.queued&limit=1000",
                            "afterNumber=10000&type=job.queued&limit=1000",
                            "afterNumber=20000&type=job.queued&limit=1000");
        }
    }

    @Test
    void readsEnumValuesOfTomorrow() throws IOException {
        try (FakeServer server = new FakeServer(
                        Answer.json(200, "{\"items\":[" + summary(1).replace("\"queued\"", "\"paused\"") + "]}"));
                SiaClient sia = client(server)) {
            assertThat(sia.jobs(ORGANIZATION).list(JobFilter.ALL))
                    .extracting(JobSummary::getStatus)
                    .containsExactly(JobStatus.UNRECOGNIZED);
        }
    }

    @ParameterizedTest
    @CsvSource({"ftp://host", "host:8080", "/path", "http://user@host", "http://host?x=1"})
    void refusesAddressesThatAreNone(String url) {
        assertThatThrownBy(() -> SiaClient.builder().baseUrl(url)).isInstanceOf(IllegalArgumentException.class);
    }
}
