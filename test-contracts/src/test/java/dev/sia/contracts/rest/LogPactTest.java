package dev.sia.contracts.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sia.api.model.LogLine;
import dev.sia.api.model.LogPage;
import dev.sia.api.model.LogStream;
import dev.sia.api.model.Step;
import dev.sia.sdk.LogFilter;
import dev.sia.sdk.LogFormat;
import dev.sia.sdk.LogRange;
import dev.sia.sdk.SiaClient;
import dev.sia.sdk.error.SiaNotFoundException;
import dev.sia.sdk.error.SiaValidationException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the Java SDK asks of stored logs. Downloads as JSON lines are tested by the main job: pact takes them for one document. */
class LogPactTest {
    private static final String JOB_PATH = "/v1/organizations/${organizationId}/jobs/${jobId}";
    private static final UUID ORGANIZATION = UUID.fromString(RestInteraction.EXAMPLES.get("organizationId"));
    private static final UUID JOB = UUID.fromString(RestInteraction.EXAMPLES.get("jobId"));

    @RegisterExtension
    static final ConsumerPact PACT = new ConsumerPact(SdkPactTest.CONSUMER + "-logs");

    private static void play(RestInteraction interaction, Consumer<SiaClient> use) {
        PACT.play(interaction, url -> {
            try (SiaClient client =
                    SiaClient.builder().baseUrl(url).token(() -> "token").build()) {
                use.accept(client);
            }
        });
    }

    @Test
    void listJobLogs() {
        play(
                RestInteraction.of("listJobLogs", "the log of attempt 1 after line 1")
                        .given("a running job")
                        .when("GET", JOB_PATH + "/logs")
                        .query("attempt", "1")
                        .query("afterSeq", "1")
                        .query("limit", "1000")
                        .answers(200, RestExamples.logPage()),
                client -> {
                    LogPage page = client.logs(ORGANIZATION)
                            .page(JOB, LogRange.ofAttempt(1).after(1));
                    assertThat(page.getLines()).extracting(LogLine::getSeq).containsExactly(2L, 3L);
                    assertThat(page.getLines().getFirst().getStream()).isEqualTo(LogStream.STDOUT);
                });
    }

    @Test
    void listJobLogsBackwards() {
        play(
                RestInteraction.of("listJobLogs", "the last lines of attempt 1 with a text in them")
                        .given("a running job")
                        .when("GET", JOB_PATH + "/logs")
                        .query("attempt", "1")
                        .query("afterSeq", "0")
                        .query("beforeSeq", "4")
                        .query("tail", "true")
                        .query("limit", "2")
                        .query("step", "generate")
                        .query("stream", "stdout")
                        .query("contains", "LINE")
                        .answers(200, RestExamples.logPage()),
                client -> {
                    LogRange range = LogRange.ofAttempt(1)
                            .before(4L)
                            .only(new LogFilter(Step.GENERATE, LogStream.STDOUT, "LINE"));
                    assertThat(client.logs(ORGANIZATION).last(JOB, range, 2))
                            .extracting(it -> it.getLine().getSeq())
                            .containsExactly(2L, 3L);
                });
    }

    @Test
    void downloadJobLogAsText() {
        play(
                RestInteraction.of("downloadJobLog", "a whole log as text")
                        .given("a running job")
                        .when("GET", JOB_PATH + "/logs/download")
                        .header("Accept", "text/plain", "text/plain")
                        .query("attempt", "1")
                        .answersText(
                                "text/plain",
                                "2026-11-23T09:30:01.204Z stdout generate line 1\n",
                                "(\\S+Z stdout generate line [1-3]\\n)+"),
                client -> {
                    InputStream log = client.logs(ORGANIZATION).download(JOB, 1, LogFormat.TEXT);
                    assertThat(log).asString(StandardCharsets.UTF_8).endsWith(" stdout generate line 1\n");
                });
    }

    @Test
    void listJobLogsBeyondTheLastLine() {
        play(
                RestInteraction.of("listJobLogs", "a log beyond its last line")
                        .given("a running job")
                        .when("GET", JOB_PATH + "/logs")
                        .query("attempt", "1")
                        .query("afterSeq", "4")
                        .query("limit", "1000")
                        .refuses(400, "validation_failed", "Values not accepted", ""),
                client -> assertThatThrownBy(() -> client.logs(ORGANIZATION)
                                .page(JOB, LogRange.ofAttempt(1).after(4)))
                        .isInstanceOf(SiaValidationException.class));
    }

    @Test
    void downloadJobLogOfAnAttemptThatIsNot() {
        play(
                RestInteraction.of("downloadJobLog", "the log of an attempt that is not")
                        .given("a running job")
                        .when("GET", JOB_PATH + "/logs/download")
                        .query("attempt", "9")
                        .refuses(404, "not_found", "Not found", ""),
                client -> assertThatThrownBy(() -> client.logs(ORGANIZATION).download(JOB, 9, LogFormat.TEXT))
                        .isInstanceOf(SiaNotFoundException.class));
    }
}
