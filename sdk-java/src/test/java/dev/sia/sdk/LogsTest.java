package dev.sia.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sia.api.model.Attempt;
import dev.sia.api.model.AttemptLog;
import dev.sia.api.model.DroppedLines;
import dev.sia.api.model.LogEntry;
import dev.sia.api.model.LogLine;
import dev.sia.api.model.LogStream;
import dev.sia.api.model.Step;
import dev.sia.sdk.FakeServer.Answer;
import dev.sia.sdk.error.SiaNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LogsTest {
    private static final UUID ORGANIZATION = UUID.fromString("1189c444-8a2d-4c41-8b4b-ae43ce79a492");
    private static final UUID JOB = UUID.fromString("0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c");
    private static final String GAP = ",\"gap\":{\"fromSeq\":1,\"toSeq\":2,\"reason\":\"retention\"}";

    @Test
    void readsToTheEndAndStaysWithItsAttempt() throws IOException {
        try (FakeServer server = new FakeServer(
                        page(2, 1, 2, ",\"nextAfterSeq\":2"),
                        page(2, 3, 2, ",\"nextAfterSeq\":900"),
                        page(2, 901, 901, ""));
                SiaClient sia = client(server)) {
            LogFilter errors = new LogFilter(Step.VERIFY, LogStream.STDERR, "a b");
            assertThat(sia.logs(ORGANIZATION).lines(JOB, LogRange.LATEST.only(errors)))
                    .extracting(LogLine::getSeq)
                    .containsExactly(1L, 2L, 901L);
            String filter = "limit=1000&step=verify&stream=stderr&contains=a%20b";
            assertThat(queries(server))
                    .containsExactly(
                            "afterSeq=0&" + filter,
                            "attempt=2&afterSeq=2&" + filter,
                            "attempt=2&afterSeq=900&" + filter);
        }
    }

    @Test
    void tellsWhatIsMissing() throws IOException {
        try (FakeServer server = new FakeServer(page(1, 3, 4, GAP));
                SiaClient sia = client(server)) {
            List<LogEntry> entries = sia.logs(ORGANIZATION)
                    .entries(JOB, LogRange.ofAttempt(1).before(9L))
                    .toList();
            assertThat(entries.getFirst().getGap().getToSeq()).isEqualTo(2);
            assertThat(entries.subList(1, 3))
                    .extracting(it -> it.getLine().getSeq())
                    .containsExactly(3L, 4L);
            assertThat(queries(server)).containsExactly("attempt=1&afterSeq=0&beforeSeq=9&limit=1000");
        }
    }

    @Test
    void readsTheLastLinesBackwardsInPages() throws IOException {
        try (FakeServer server = new FakeServer(
                        page(3, 8, 9, ",\"nextBeforeSeq\":8"),
                        page(3, 8, 7, ",\"nextBeforeSeq\":5"),
                        page(3, 3, 4, GAP));
                SiaClient sia = client(server)) {
            List<LogEntry> last = sia.logs(ORGANIZATION).last(JOB, LogRange.LATEST.inPagesOf(2), 5);
            assertThat(last.getFirst().getGap().getFromSeq()).isEqualTo(1);
            assertThat(last.subList(1, 5))
                    .extracting(it -> it.getLine().getSeq())
                    .containsExactly(3L, 4L, 8L, 9L);
            assertThat(queries(server))
                    .containsExactly(
                            "afterSeq=0&tail=true&limit=2",
                            "attempt=3&afterSeq=0&beforeSeq=8&tail=true&limit=2",
                            "attempt=3&afterSeq=0&beforeSeq=5&tail=true&limit=2");
        }
    }

    @Test
    void stopsReadingBackWhenItHasEnough() throws IOException {
        try (FakeServer server = new FakeServer(page(3, 8, 9, ",\"nextBeforeSeq\":8"));
                SiaClient sia = client(server)) {
            assertThat(sia.logs(ORGANIZATION).last(JOB, LogRange.LATEST, 2))
                    .extracting(it -> it.getLine().getSeq())
                    .containsExactly(8L, 9L);
            assertThat(queries(server)).containsExactly("afterSeq=0&tail=true&limit=2");
        }
    }

    @Test
    void downloadsAsAStreamInTheFormatAskedForAndUnpacksIt() throws IOException {
        String text = "2026-11-23T09:30:00Z stdout generate Grüße\n";
        try (FakeServer server = new FakeServer(
                        new Answer(200, "text/plain", text, java.util.Map.of("Content-Encoding", "gzip")),
                        new Answer(200, "application/x-ndjson", "{}\n", java.util.Map.of()));
                SiaClient sia = client(server)) {
            try (InputStream log = sia.logs(ORGANIZATION).download(JOB, 2, LogFormat.TEXT)) {
                assertThat(new String(log.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo(text);
            }
            try (InputStream log = sia.logs(ORGANIZATION).download(JOB, null, LogFormat.NDJSON)) {
                assertThat(log.readAllBytes()).hasSize(3);
            }
            assertThat(server.requests())
                    .extracting(it -> it.uri().toString())
                    .containsExactly(path("/logs/download?attempt=2"), path("/logs/download"));
            assertThat(server.requests())
                    .allMatch(it -> it.header("Authorization").equals("Bearer tok"))
                    .extracting(it -> it.header("Accept"))
                    .containsExactly("text/plain", "application/x-ndjson");
        }
    }

    @Test
    void downloadsAgainWhenTheServerIsAwayAndFailsLikeEveryOtherCall() throws IOException {
        try (FakeServer server = new FakeServer(
                        Answer.HANG_UP, Answer.problem(503, "unavailable", ""), Answer.problem(404, "not_found", ""));
                SiaClient sia = client(server)) {
            assertThatThrownBy(() -> sia.logs(ORGANIZATION).download(JOB, 9, LogFormat.TEXT))
                    .isInstanceOf(SiaNotFoundException.class)
                    .hasMessage("The detail.");
            assertThat(server.requests()).hasSize(3);
        }
    }

    @Test
    void provesALogByItsDigest() throws IOException {
        LogAudit audit =
                audit(line(1), line(2).dropped(new DroppedLines().lines(7L)).repaired(true), line(3));
        assertThat(audit.droppedLines()).isEqualTo(7);
        AttemptLog log = new AttemptLog()
                .lastSeq(3L)
                .oldestSeq(1L)
                .digest(audit.digest())
                .complete(true);
        assertThat(audit.flaw(log)).isEmpty();

        assertThat(audit(line(1), line(2), line(3)).flaw(log))
                .hasValueSatisfying(it -> assertThat(it).startsWith("The digest of what was read is "));
        assertThat(audit(line(1), line(2)).flaw(log)).contains("The log has 3 records, and 2 were read.");
        assertThat(audit(line(1), line(3)).flaw(log)).contains("Record 3 came after record 1.");
        assertThat(audit(line(2), line(3)).flaw(log)).contains("The log begins with record 2 instead of 1.");
        assertThat(audit(line(3)).flaw(log.oldestSeq(3L)))
                .contains("Records before 3 are no longer kept, so nothing proves the others.");
    }

    @Test
    void readsAndProvesAWholeLog() throws IOException {
        String digest = audit(line(1), line(2)).digest();
        Attempt attempt = new Attempt()
                .number(4)
                .log(new AttemptLog().lastSeq(2L).oldestSeq(1L).digest(digest));
        try (FakeServer server = new FakeServer(page(4, 1, 2, ""), page(4, 1, 1, ""));
                SiaClient sia = client(server)) {
            assertThat(sia.logs(ORGANIZATION).flaw(JOB, attempt)).isEmpty();
            assertThat(queries(server)).containsExactly("attempt=4&afterSeq=0&beforeSeq=3&limit=5000");
            assertThat(sia.logs(ORGANIZATION).flaw(JOB, attempt)).contains("The log has 2 records, and 1 were read.");
        }
    }

    @Test
    void choosesRecordsAsTheServerDoes() {
        assertThat(LogFilter.ALL.matches(line(1))).isTrue();
        assertThat(new LogFilter(Step.GENERATE, LogStream.STDOUT, "LINE 1").matches(line(1)))
                .isTrue();
        assertThat(new LogFilter(Step.VERIFY, null, null).matches(line(1))).isFalse();
        assertThat(new LogFilter(null, LogStream.STDERR, null).matches(line(1))).isFalse();
        assertThat(new LogFilter(null, null, "other").matches(line(1))).isFalse();
    }

    private static LogAudit audit(LogLine... lines) {
        LogAudit audit = new LogAudit();
        List.of(lines).forEach(audit::add);
        return audit;
    }

    private static LogLine line(long seq) {
        return new LogLine()
                .seq(seq).at(Instant.parse("2026-11-23T09:30:00Z")).stream(LogStream.STDOUT)
                        .step(Step.GENERATE)
                        .text("line " + seq);
    }

    private static Answer page(int attempt, long from, long to, String more) {
        String lines = LongStream.rangeClosed(from, to).mapToObj("""
                        {"seq":%1$d,"at":"2026-11-23T09:30:00Z","stream":"stdout","step":"generate","text":"line %1$d"}"""::formatted).collect(Collectors.joining(","));
        return Answer.json(
                200,
                "{\"attempt\":" + attempt + ",\"lines\":[" + lines
                        + "],\"lastSeq\":901,\"oldestSeq\":1,\"complete\":false" + more + "}");
    }

    private static String path(String rest) {
        return "/v1/organizations/" + ORGANIZATION + "/jobs/" + JOB + rest;
    }

    private static List<String> queries(FakeServer server) {
        return server.requests().stream().map(it -> it.uri().getRawQuery()).toList();
    }

    private static SiaClient client(FakeServer server) {
        return SiaClient.builder()
                .baseUrl(server.url())
                .token(() -> "tok")
                .retries(new RetryPolicy(3, Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofSeconds(2)))
                .build();
    }
}
