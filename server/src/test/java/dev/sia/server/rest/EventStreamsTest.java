package dev.sia.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sia.server.Features;
import dev.sia.server.TestSql;
import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.attempt.Attempt;
import dev.sia.server.attempt.AttemptOutcome;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.dev.DevelopmentUser;
import dev.sia.server.identity.Membership;
import dev.sia.server.identity.Principal;
import dev.sia.server.identity.Role;
import dev.sia.server.identity.Scope;
import dev.sia.server.identity.Scopes;
import dev.sia.server.job.Failure;
import dev.sia.server.job.FailureClass;
import dev.sia.server.job.JobId;
import dev.sia.server.job.Step;
import dev.sia.server.log.LogBatch;
import dev.sia.server.log.LogLine;
import dev.sia.server.log.LogStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventStreamsTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    @TempDir
    private Path directory;

    private TestRest rest;
    private AgentIdentity agent;
    private JobId job;
    private int idleSignals;

    @BeforeEach
    void start() {
        rest = new TestRest(postgres.database(), directory);
        rest.get(rest.at("/jobs"));
        agent = rest.fixture.enrol(rest.organization, "box");
        rest.fixture.attach(agent, 1);
        job = rest.fixture.createJob(rest.organization, "one").id();
        idleSignals = rest.fixture.signals.subscriptions();
    }

    @AfterEach
    void stop() {
        rest.close();
    }

    private Attempt attempt() {
        return rest.fixture.features.attempts.latest(rest.organization, job).orElseThrow();
    }

    private void begin() {
        await().until(() -> rest.fixture.features.attemptClaims.claim(rest.organization, 1) == 1);
        rest.fixture.features.attemptReports.accept(
                agent, attempt().id(), attempt().lease());
    }

    private void log(long first, long last) {
        List<LogLine> lines = LongStream.rangeClosed(first, last)
                .mapToObj(seq -> LogLine.of(seq, Instant.now(), LogStream.STDOUT, Step.GENERATE, "line\n" + seq))
                .toList();
        rest.fixture.features.attemptLogs.append(
                agent, attempt().id(), attempt().lease(), LogBatch.of(lines));
    }

    private void end(AttemptOutcome outcome) {
        Attempt ended = attempt();
        rest.fixture.features.attemptReports.result(
                agent,
                ended.id(),
                ended.lease(),
                outcome,
                new dev.sia.server.attempt.FinalLog(ended.lastLogSeq(), null));
        rest.fixture.features.attemptProgress.advance(job);
    }

    private void succeed() {
        end(new AttemptOutcome.Succeeded(null));
    }

    private void failOfTheAgent() {
        end(new AttemptOutcome.Failed(new Failure(FailureClass.AGENT, null, "disk full")));
    }

    private String logPath(String query) {
        return rest.at("/jobs/" + job + "/logs/stream" + query);
    }

    /** One event of a stream. */
    private record Sent(String type, String id, JsonNode data) {}

    /** A reader of a stream. */
    private static final class Reader implements AutoCloseable {
        private static final Sent END = new Sent("end", "", TestRest.JSON.nullNode());

        final BlockingQueue<String> comments = new LinkedBlockingQueue<>();
        private final BlockingQueue<Sent> events = new LinkedBlockingQueue<>();
        private final HttpResponse<java.io.InputStream> response;
        private final HttpClient http;

        Reader(TestRest rest, String path, String token, HttpClient.Version version, String... headers) {
            http = HttpClient.newBuilder().version(version).build();
            var request = rest.request(path, token).header("Accept", "text/event-stream");
            for (int index = 0; index < headers.length; index += 2) {
                request.header(headers[index], headers[index + 1]);
            }
            try {
                response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            } catch (InterruptedException stop) {
                throw new IllegalStateException(stop);
            }
            Thread.ofVirtual().start(this::read);
        }

        private void read() {
            try (var reader = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                Map<String, String> fields = new java.util.HashMap<>();
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    if (line.startsWith(":")) {
                        comments.add(line);
                    } else if (!line.isEmpty()) {
                        fields.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 2));
                    } else if (fields.containsKey("data")) {
                        events.add(new Sent(
                                fields.getOrDefault("event", ""),
                                fields.getOrDefault("id", ""),
                                TestRest.JSON.readTree(fields.get("data"))));
                        fields.clear();
                    }
                }
            } catch (IOException broken) {
                // The end all the same.
            }
            events.add(END);
        }

        Sent next() {
            try {
                Sent sent = events.poll(20, TimeUnit.SECONDS);
                assertThat(sent).as("an event").isNotNull();
                return sent;
            } catch (InterruptedException stop) {
                throw new IllegalStateException(stop);
            }
        }

        List<Sent> until(String type) {
            List<Sent> taken = new ArrayList<>();
            do {
                taken.add(next());
            } while (!taken.getLast().type().equals(type));
            return taken;
        }

        void expectEnd() {
            assertThat(next()).isEqualTo(END);
        }

        @Override
        public void close() {
            http.shutdownNow();
        }
    }

    private Reader open(String path, String... headers) {
        return new Reader(rest, path, rest.viewer, HttpClient.Version.HTTP_1_1, headers);
    }

    private void expectNothingLeft() {
        await().until(() -> rest.streams.streams() == 0 && rest.feeds.tails() == 0 && rest.watchers.present() == 0);
        assertThat(rest.watchers.organizations()).isZero();
        assertThat(rest.fixture.signals.subscriptions()).isEqualTo(idleSignals);
    }

    @ParameterizedTest
    @EnumSource
    void backlogThenLiveThenTheEnd(HttpClient.Version version) {
        begin();
        log(1, 2);
        try (Reader reader = new Reader(rest, logPath(""), rest.viewer, version)) {
            assertThat(reader.response.headers().firstValue("Content-Type")).contains("text/event-stream");
            assertThat(reader.next().id()).isEqualTo("1:1");
            Sent second = reader.next();
            assertThat(second.type()).isEqualTo("line");
            assertThat(second.id()).isEqualTo("1:2");
            assertThat(second.data().path("text").asText()).isEqualTo("line\n2");
            Sent caughtUp = reader.next();
            assertThat(caughtUp.type()).isEqualTo("caught-up");
            assertThat(caughtUp.data().toString()).isEqualTo("{\"attempt\":1,\"seq\":2}");
            log(3, 3);
            assertThat(reader.next().id()).isEqualTo("1:3");
            succeed();
            Sent ended = reader.next();
            assertThat(ended.type()).isEqualTo("ended");
            assertThat(ended.data().toString())
                    .isEqualTo("{\"attempt\":1,\"finalSeq\":3,\"complete\":true,\"last\":true}");
            reader.expectEnd();
        }
        expectNothingLeft();
    }

    @Test
    void goesOnAfterTheLastEventId() {
        begin();
        log(1, 5);
        failOfTheAgent();
        begin();
        log(1, 2);
        succeed();
        try (Reader reader = open(logPath("?afterSeq=0"), "Last-Event-ID", "1:3")) {
            List<Sent> rest = reader.until("end");
            assertThat(rest).extracting(Sent::id).containsExactly("1:4", "1:5", "", "2:0", "2:1", "2:2", "", "2:2", "");
        }
        try (Reader reader = open(logPath(""), "Last-Event-ID", "2:0")) {
            assertThat(reader.until("caught-up")).extracting(Sent::id).containsExactly("2:1", "2:2", "");
        }
        try (Reader reader = open(logPath("?attempt=1&afterSeq=4&follow=false"))) {
            assertThat(reader.until("end")).extracting(Sent::type).containsExactly("line", "caught-up", "ended", "end");
        }
    }

    @Test
    void removedLinesAreAGap() {
        begin();
        log(1, 3);
        log(4, 5);
        succeed();
        TestSql sql = new TestSql(postgres.database());
        sql.execute("delete from log_chunk where last_seq <= 3");
        sql.execute("update attempt set log_oldest_seq = 4");
        try (Reader reader = open(logPath(""))) {
            Sent gap = reader.next();
            assertThat(gap.id()).isEqualTo("1:3");
            assertThat(gap.data().toString()).isEqualTo("{\"fromSeq\":1,\"toSeq\":3,\"reason\":\"retention\"}");
            assertThat(reader.until("end")).extracting(Sent::id).containsExactly("1:4", "1:5", "", "1:5", "");
        }
    }

    @Test
    void jobThatNeverHadAnAttemptHasOnlyTheEnd() {
        rest.fixture.features.jobs.cancel(rest.organization, dev.sia.server.TestFeatures.ADA, job, "enough");
        try (Reader reader = open(logPath(""))) {
            assertThat(reader.next().data().toString()).isEqualTo("{\"finalSeq\":0,\"complete\":true,\"last\":true}");
            reader.expectEnd();
        }
    }

    @Test
    void eventsOfTheOrganizationInOrderAndFiltered() {
        try (Reader all = open(rest.at("/events/stream?afterNumber=0"));
                Reader agents = open(rest.at("/events/stream?type=agent.enrolled"))) {
            List<Sent> stored = all.until("caught-up");
            assertThat(stored.subList(0, stored.size() - 1))
                    .extracting(Sent::id)
                    .containsExactlyElementsOf(LongStream.rangeClosed(1, stored.size() - 1)
                            .mapToObj(Long::toString)
                            .toList());
            agents.until("caught-up");
            rest.fixture.createJob(rest.organization, "two");
            rest.fixture.enrol(rest.organization, "second");
            assertThat(all.next().data().path("type").asText()).isEqualTo("job.queued");
            Sent enrolled = agents.next();
            assertThat(enrolled.data().path("type").asText()).isEqualTo("agent.enrolled");
            assertThat(all.until("event").getLast().data().path("type").asText())
                    .isEqualTo("enrolment_token.created");
            assertThat(all.until("event").getLast().data()).isEqualTo(enrolled.data());
        }
        expectNothingLeft();
    }

    @Test
    void withoutFollowEventsEndWhenAllIsSent() {
        try (Reader reader = open(rest.at("/events/stream?jobId=" + job + "&follow=false"), "Last-Event-ID", "0")) {
            List<Sent> sent = reader.until("end");
            assertThat(sent).extracting(Sent::type).containsExactly("event", "caught-up", "end");
            assertThat(sent.getFirst().data().path("jobId").asText()).isEqualTo(job.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP_1_1", "HTTP_2"})
    void disconnectIsNoticedAtOnce(HttpClient.Version version) {
        begin();
        Reader reader = new Reader(rest, logPath(""), rest.viewer, version);
        reader.until("caught-up");
        assertThat(rest.feeds.tails()).isEqualTo(1);
        reader.close();
        expectNothingLeft();
    }

    @Test
    void halfClosedConnectionIsNoticedBetweenHeartbeats() throws Exception {
        begin();
        try (Socket socket = new Socket("127.0.0.1", rest.server.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(
                    ("GET " + logPath("") + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + rest.viewer + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            await().until(() -> rest.streams.streams() == 1);
            assertThat(socket.getInputStream().read()).isEqualTo('H');
        }
        expectNothingLeft();
    }

    @Test
    void silenceIsFilledWithComments() throws Exception {
        begin();
        try (Reader reader = open(logPath(""))) {
            assertThat(reader.comments.poll(20, TimeUnit.SECONDS)).isEqualTo(":");
            assertThat(reader.comments.poll(20, TimeUnit.SECONDS)).isEqualTo(":");
        }
    }

    private void expectLastComment(Reader reader, String comment) {
        reader.expectEnd();
        assertThat(reader.comments).last().isEqualTo(comment);
        expectNothingLeft();
        assertThat(rest.credentials.size()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void endsWhenTheCredentialIsRevoked(HttpClient.Version version) {
        begin();
        try (Reader reader = new Reader(rest, logPath(""), rest.viewer, version);
                Reader other = new Reader(rest, logPath(""), rest.owner, version)) {
            reader.until("caught-up");
            other.until("caught-up");
            rest.authenticator.revoke(rest.viewer);
            reader.expectEnd();
            assertThat(reader.comments).last().isEqualTo(": unauthenticated");
            log(1, 1);
            assertThat(other.next().id()).isEqualTo("1:1");
            rest.authenticator.revoke(rest.owner);
            expectLastComment(other, ": unauthenticated");
        }
    }

    @Test
    void endsWhenTheCallerIsNoMemberAnyMore() {
        try (Reader reader = open(rest.at("/events/stream"))) {
            reader.until("caught-up");
            rest.authenticator.change(rest.viewer, caller -> caller.within(rest.foreign));
            expectLastComment(reader, ": not_found");
        }
    }

    @Test
    void endsWhenTheCallerMayNotReadItAnyMore() {
        try (Reader reader = open(rest.at("/events/stream"))) {
            reader.until("caught-up");
            Membership jobsOnly = new Membership(new Scopes(Set.of(Scope.JOBS_READ)), "Acme");
            rest.authenticator.change(
                    rest.viewer,
                    caller -> Principal.apiKey("key", "CI", rest.organization, jobsOnly, caller.expiresAt()));
            expectLastComment(reader, ": forbidden");
        }
    }

    @Test
    void endsWithTheToken() {
        begin();
        DevelopmentUser.Place place = new DevelopmentUser.Place(rest.organization, "Acme", Role.VIEWER);
        String shortLived =
                rest.issuer.issue(new DevelopmentUser("vic", "vic@example.com", List.of(place)), Duration.ofSeconds(6));
        try (Reader reader = new Reader(rest, logPath(""), shortLived, HttpClient.Version.HTTP_1_1)) {
            reader.until("caught-up");
            reader.expectEnd();
            assertThat(reader.comments).last().isEqualTo(": unauthenticated");
        }
        expectNothingLeft();
    }

    @Test
    void stoppingServerEndsEveryStream() {
        begin();
        try (Reader log = open(logPath(""));
                Reader events = open(rest.at("/events/stream"))) {
            log.until("caught-up");
            events.until("caught-up");
            rest.streams.close();
            log.expectEnd();
            events.expectEnd();
            assertThat(rest.get(logPath("")).status()).isEqualTo(503);
        }
        expectNothingLeft();
    }

    @Test
    void organizationHasSoManyStreamsAndNoMore() {
        try (Reader one = open(rest.at("/events/stream"));
                Reader two = open(rest.at("/events/stream"))) {
            one.until("caught-up");
            two.until("caught-up");
            TestRest.Answer third = rest.get(rest.at("/events/stream"));
            assertThat(third.status()).isEqualTo(429);
            assertThat(third.json().path("code").asText()).isEqualTo("too_many_watchers");
            assertThat(third.header("Retry-After")).isNotEmpty();
            two.close();
            await().until(() -> rest.streams.streams() == 1);
            try (Reader again = open(rest.at("/events/stream"))) {
                again.until("caught-up");
            }
        }
        expectNothingLeft();
    }

    @Test
    void whatCannotBeSentIsRefusedBeforeAnythingIs() {
        begin();
        log(1, 2);
        assertRefused(rest.get(logPath("?afterSeq=3")), 400, "validation_failed");
        assertRefused(rest.get(logPath("?attempt=9")), 404, "not_found");
        assertRefused(rest.get(rest.at("/events/stream?afterNumber=99999")), 400, "validation_failed");
        assertRefused(rest.get(rest.at("/jobs/" + rest.organization + "/logs/stream")), 404, "not_found");
        assertRefused(rest.get(logPath(""), rest.outsider), 404, "not_found");
        for (String id : List.of("x", "0:1", "1", "1:", "-1:2", "99999999999:1")) {
            TestRest.Answer answer =
                    rest.send(rest.request(logPath(""), rest.viewer).header("Last-Event-ID", id));
            assertRefused(answer, 400, "validation_failed");
            assertThat(answer.json().at("/errors/0/in").asText()).isEqualTo("header");
        }
        assertThat(rest.send(rest.request(logPath(""), rest.viewer)
                                .method("HEAD", java.net.http.HttpRequest.BodyPublishers.noBody()))
                        .status())
                .isEqualTo(200);
        expectNothingLeft();
    }

    private static void assertRefused(TestRest.Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.json().path("code").asText()).isEqualTo(code);
    }
}
