package dev.sia.contracts.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a client without WebSocket needs, on streams that come to an end. */
class StreamPactTest {
    static final String CONSUMER = "event-source";

    @RegisterExtension
    static final ConsumerPact PACT = new ConsumerPact(CONSUMER);

    private static final String ORGANIZATION = "/v1/organizations/1189c444-8a2d-4c41-8b4b-ae43ce79a492";
    private static final String ORGANIZATION_PATH = "/v1/organizations/${organizationId}";
    private static final String JOB = "/jobs/0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c";
    private static final String LINE = "event: line\nid: 1:%d\ndata: {\"seq\":%d,\"at\":\"2026-11-23T09:30:01.204Z\","
            + "\"stream\":\"stdout\",\"step\":\"generate\",\"text\":\"line %d\"}\n\n";
    private static final String ENDED =
            "event: ended\nid: 1:3\ndata: {\"attempt\":1,\"finalSeq\":3,\"complete\":true,\"last\":true}\n\n";

    private static String get(String url, String... headers) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer token");
            for (int index = 0; index < headers.length; index += 2) {
                request.header(headers[index], headers[index + 1]);
            }
            return client.send(request.build(), BodyHandlers.ofString()).body();
        }
    }

    private static String line(int seq) {
        return LINE.formatted(seq, seq, seq);
    }

    @Test
    void streamJobLog() {
        PACT.play(
                RestInteraction.of("streamJobLog", "the stream of the log of a job that is in review")
                        .given("a job in review")
                        .when("GET", ORGANIZATION_PATH + "/jobs/${jobId}/logs/stream")
                        .answersText(
                                "text/event-stream",
                                "retry: 2000\n\n" + line(1) + line(2) + line(3)
                                        + "event: caught-up\ndata: {\"attempt\":1,\"seq\":3}\n\n" + ENDED,
                                "(?s)retry: 2000\\n\\nevent: line\\nid: 1:1\\ndata: \\{\"seq\":1,.*id: 1:2\\n.*id: 1:3\\n.*"
                                        + "event: caught-up\\ndata: \\{\"attempt\":1,\"seq\":3\\}\\n\\n"
                                        + "event: ended\\nid: 1:3\\ndata: \\{\"attempt\":1,\"finalSeq\":3,"
                                        + "\"complete\":true,\"last\":true\\}\\n\\n"),
                url -> assertThat(get(url + ORGANIZATION + JOB + "/logs/stream"))
                        .endsWith(ENDED));
    }

    @Test
    void streamJobLogGoingOn() {
        PACT.play(
                RestInteraction.of("streamJobLog", "the stream of a log after the last event that came")
                        .given("a job in review")
                        .when("GET", ORGANIZATION_PATH + "/jobs/${jobId}/logs/stream")
                        .header("Last-Event-ID", "1:2", "1:2")
                        .answersText(
                                "text/event-stream",
                                "retry: 2000\n\n" + line(3) + ENDED,
                                "(?s)retry: 2000\\n\\nevent: line\\nid: 1:3\\n.*event: ended\\n.*"),
                url -> assertThat(get(url + ORGANIZATION + JOB + "/logs/stream", "Last-Event-ID", "1:2"))
                        .contains("\"seq\":3"));
    }

    @Test
    void streamJobLogOfNoJob() {
        PACT.play(
                RestInteraction.of("streamJobLog", "the stream of the log of a job that is not there")
                        .given("an organization without jobs")
                        .when("GET", ORGANIZATION_PATH + "/jobs/${jobId}/logs/stream")
                        .refuses(404, "not_found", "Not found", ""),
                url -> assertThat(get(url + ORGANIZATION + JOB + "/logs/stream"))
                        .contains("not_found"));
    }

    @Test
    void streamEvents() {
        String event =
                "{\"organizationId\":\"1189c444-8a2d-4c41-8b4b-ae43ce79a492\",\"number\":1,\"type\":\"job.queued\","
                        + "\"at\":\"2026-11-23T09:30:00Z\",\"actor\":{\"kind\":\"system\"}}";
        PACT.play(
                RestInteraction.of("streamEvents", "the stream of the events that are stored")
                        .given("a queued job")
                        .when("GET", ORGANIZATION_PATH + "/events/stream")
                        .query("afterNumber", "0")
                        .query("follow", "false")
                        .answersText(
                                "text/event-stream",
                                "retry: 2000\n\nevent: event\nid: 1\ndata: " + event
                                        + "\n\nevent: caught-up\ndata: {\"number\":1}\n\n",
                                "(?s)retry: 2000\\n\\nevent: event\\nid: 1\\ndata: \\{.*\"number\":1,\"type\":\"job.queued\".*"
                                        + "event: caught-up\\ndata: \\{\"number\":1\\}\\n\\n"),
                url -> assertThat(get(url + ORGANIZATION + "/events/stream?afterNumber=0&follow=false"))
                        .contains("job.queued"));
    }
}
