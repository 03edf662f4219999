package dev.sia.sdk.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.sia.api.live.CaughtUp;
import dev.sia.api.live.Ended;
import dev.sia.api.live.EventFrame;
import dev.sia.api.live.Gap;
import dev.sia.api.live.LogBatch;
import dev.sia.api.live.Subscribe;
import dev.sia.api.live.Subscribed;
import dev.sia.api.live.SubscriptionError;
import dev.sia.api.live.Topic;
import dev.sia.api.model.Event;
import dev.sia.api.model.LiveTicket;
import dev.sia.api.model.LogGapReason;
import dev.sia.api.model.LogLine;
import dev.sia.api.model.LogStream;
import dev.sia.api.model.ProblemCode;
import dev.sia.api.model.Step;
import dev.sia.sdk.SiaClient;
import dev.sia.sdk.SiaJson;
import dev.sia.sdk.error.SiaError;
import dev.sia.sdk.error.SiaException;
import dev.sia.sdk.error.SiaForbiddenException;
import dev.sia.sdk.error.SiaNotFoundException;
import dev.sia.sdk.error.SiaUnauthenticatedException;
import dev.sia.sdk.error.SiaUnavailableException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LiveLogTest {
    private static final UUID ORGANIZATION = UUID.fromString("1189c444-8a2d-4c41-8b4b-ae43ce79a492");
    private static final UUID JOB = UUID.fromString("0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c");
    private static final ReconnectPolicy QUICK =
            new ReconnectPolicy(Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofSeconds(10), 3);
    private static final LogOptions FOLLOW = LogOptions.FOLLOW.reconnecting(QUICK);

    private static SiaClient client(ScriptedServer server) {
        AtomicInteger uses = new AtomicInteger();
        return SiaClient.builder()
                .baseUrl(server.url())
                .token(() -> "token-" + uses.incrementAndGet())
                .build();
    }

    private static LogLine line(long seq) {
        return new LogLine()
                .seq(seq).at(Instant.parse("2026-11-23T09:30:00Z")).stream(LogStream.STDOUT)
                        .step(Step.GENERATE)
                        .text("line " + seq);
    }

    private static LogBatch batch(int attempt, long from, long to) {
        return new LogBatch(
                "1",
                attempt,
                LongStream.rangeClosed(from, to).mapToObj(LiveLogTest::line).toList());
    }

    private static Subscribed subscribed(@Nullable Integer attempt, long head) {
        return new Subscribed("1", attempt, head, head == 0 ? 0L : 1L);
    }

    private static Ended ended(@Nullable Integer attempt, long finalSeq, boolean last) {
        return new Ended("1", attempt, finalSeq, true, last);
    }

    private static List<LogRecord> read(ScriptedServer server, LogOptions options) {
        List<LogRecord> records = new ArrayList<>();
        try (SiaClient sia = client(server);
                LiveLog log = sia.live().jobLog(ORGANIZATION, JOB, options)) {
            log.forEach(records::add);
        }
        return records;
    }

    private static List<Long> seqs(List<LogRecord> records) {
        return records.stream()
                .filter(LogRecord.Line.class::isInstance)
                .map(it -> ((LogRecord.Line) it).line().getSeq())
                .toList();
    }

    private static Long[] upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toArray(Long[]::new);
    }

    @Test
    void givesAWholeLogInOrderAndEnds() throws Exception {
        try (ScriptedServer server = new ScriptedServer(it -> it.send(
                subscribed(1, 2), batch(1, 1, 2), new CaughtUp("1", 1, 2L), batch(1, 3, 3), ended(1, 3, true)))) {
            assertThat(read(server, FOLLOW))
                    .containsExactly(
                            new LogRecord.AttemptStarted(1),
                            new LogRecord.Line(1, line(1)),
                            new LogRecord.Line(1, line(2)),
                            new LogRecord.CaughtUp(1, 2),
                            new LogRecord.Line(1, line(3)),
                            new LogRecord.AttemptEnded(1, 3, true, true));
            assertThat(server.subscribes())
                    .containsExactly(new Subscribe("1", Topic.JOB_LOG, ORGANIZATION, JOB, null, 0L, true));
        }
    }

    @Test
    void resumesAfterTheLastLineWhenTheConnectionDrops() throws Exception {
        try (ScriptedServer server = new ScriptedServer(
                it -> {
                    it.send(subscribed(1, 2), batch(1, 1, 2), new CaughtUp("1", 1, 2L));
                    it.drop();
                },
                it -> it.send(
                        subscribed(1, 4),
                        batch(1, 3, 4),
                        new CaughtUp("1", 1, 4L),
                        batch(1, 5, 5),
                        ended(1, 5, true)))) {
            List<LogRecord> records = read(server, FOLLOW);
            assertThat(seqs(records)).containsExactly(upTo(5));
            assertThat(records).filteredOn(LogRecord.CaughtUp.class::isInstance).hasSize(1);
            assertThat(records)
                    .filteredOn(LogRecord.AttemptStarted.class::isInstance)
                    .hasSize(1);
            assertThat(records)
                    .filteredOn(LogRecord.Reconnected.class::isInstance)
                    .hasSize(1);
            assertThat(server.subscribes().get(1))
                    .isEqualTo(new Subscribe("1", Topic.JOB_LOG, ORGANIZATION, JOB, 1, 2L, true));
            assertThat(server.tokens()).containsExactly("token-1", "token-2");
        }
    }

    @Test
    void givesNoLineTwiceWhenTheServerRepeatsSome() throws Exception {
        try (ScriptedServer server = new ScriptedServer(
                it -> {
                    it.send(subscribed(1, 3), batch(1, 1, 3), batch(1, 2, 4));
                    it.drop();
                },
                it -> it.send(subscribed(1, 5), batch(1, 1, 5), ended(1, 5, true)))) {
            assertThat(seqs(read(server, FOLLOW))).containsExactly(upTo(5));
        }
    }

    @Test
    void healsAHoleBySubscribingAgain() throws Exception {
        try (ScriptedServer server = new ScriptedServer(
                it -> it.send(subscribed(1, 4), batch(1, 1, 2), batch(1, 4, 4)),
                it -> it.send(subscribed(1, 4), batch(1, 3, 4), ended(1, 4, true)))) {
            assertThat(seqs(read(server, FOLLOW))).containsExactly(upTo(4));
            assertThat(server.subscribes().get(1).afterSeq()).isEqualTo(2);
        }
    }

    @Test
    void failsOnAHoleThatStays() throws Exception {
        ScriptedServer.Script holed = it -> it.send(subscribed(1, 4), batch(1, 4, 4));
        try (ScriptedServer server = new ScriptedServer(holed, holed, holed)) {
            assertThatThrownBy(() -> read(server, FOLLOW))
                    .isInstanceOf(SiaException.class)
                    .hasMessageContaining("line 4 of attempt 1 came after line 0");
            assertThat(server.subscribes()).hasSize(2);
        }
    }

    @Test
    void takesAnEndBeforeTheLastLineForAHole() throws Exception {
        try (ScriptedServer server = new ScriptedServer(
                it -> it.send(subscribed(1, 3), batch(1, 1, 2), ended(1, 3, true)),
                it -> it.send(subscribed(1, 3), batch(1, 3, 3), ended(1, 3, true)))) {
            assertThat(seqs(read(server, FOLLOW))).containsExactly(upTo(3));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1011, 1013, 4401})
    void connectsAgainAfterClosesThatPass(int code) throws Exception {
        try (ScriptedServer server = new ScriptedServer(
                it -> {
                    it.send(subscribed(1, 1), batch(1, 1, 1));
                    it.close(code);
                },
                it -> it.send(subscribed(1, 2), batch(1, 2, 2), ended(1, 2, true)))) {
            assertThat(seqs(read(server, FOLLOW))).containsExactly(upTo(2));
            assertThat(server.tokens()).containsExactly("token-1", "token-2");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4400, 4409})
    void endsAfterClosesThatSayItIsWrong(int code) throws Exception {
        try (ScriptedServer server = new ScriptedServer(it -> it.close(code))) {
            assertThatThrownBy(() -> read(server, FOLLOW))
                    .isInstanceOf(SiaException.class)
                    .hasMessageContaining("close code " + code);
            assertThat(server.subscribes()).hasSize(1);
        }
    }

    @Test
    void endsWhenNothingIsAllowedAnyLonger() throws Exception {
        try (ScriptedServer server = new ScriptedServer(it -> {
            it.send(subscribed(1, 1), batch(1, 1, 1));
            it.close(4403);
        })) {
            assertThatThrownBy(() -> read(server, FOLLOW)).isInstanceOf(SiaForbiddenException.class);
            assertThat(server.subscribes()).hasSize(1);
        }
    }

    @Test
    void takesATicketForEveryConnectionWhenToldTo() throws Exception {
        AtomicInteger made = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer(
                        it -> {
                            it.send(subscribed(1, 1), batch(1, 1, 1));
                            it.close(1001);
                        },
                        it -> it.send(subscribed(1, 2), batch(1, 2, 2), ended(1, 2, true)));
                HttpClient http = HttpClient.newHttpClient()) {
            Live live = new Live(
                    http,
                    server.url(),
                    () -> {
                        throw new AssertionError("No token is asked for");
                    },
                    organization -> ticket(organization, made.incrementAndGet()),
                    SiaJson.mapper());
            List<LogRecord> records = new ArrayList<>();
            try (LiveLog log = live.withTickets().jobLog(ORGANIZATION, JOB, FOLLOW)) {
                log.forEach(records::add);
            }
            assertThat(seqs(records)).containsExactly(upTo(2));
            assertThat(server.tickets()).containsExactly("ticket-1", "ticket-2");
        }
    }

    /** The second one is not to be had at first. */
    private static LiveTicket ticket(UUID organization, int number) {
        assertThat(organization).isEqualTo(ORGANIZATION);
        if (number == 2) {
            throw new SiaUnavailableException(SiaError.of(503, "unavailable", "Not now."), null);
        }
        return new LiveTicket().ticket("ticket-" + (number == 1 ? 1 : 2));
    }

    @Test
    void endsWhenTheTokenIsNotAccepted() throws Exception {
        try (ScriptedServer server = new ScriptedServer(new ScriptedServer.Script() {
            @Override
            public void subscribed(ScriptedServer.Connection connection) {}

            @Override
            public void authenticated(ScriptedServer.Connection connection) {
                connection.close(4401);
            }
        })) {
            assertThatThrownBy(() -> read(server, FOLLOW)).isInstanceOf(SiaUnauthenticatedException.class);
            assertThat(server.tokens()).hasSize(1);
        }
    }

    @Test
    void endsWhenThereIsNoSuchJob() throws Exception {
        try (ScriptedServer server = new ScriptedServer(
                it -> it.send(new SubscriptionError("1", ProblemCode.NOT_FOUND, "There is no such job.")))) {
            assertThatThrownBy(() -> read(server, FOLLOW))
                    .isInstanceOf(SiaNotFoundException.class)
                    .hasMessage("There is no such job.");
        }
    }

    @Test
    void followsLaterAttemptsAndResumesInTheRightOne() throws Exception {
        try (ScriptedServer server = new ScriptedServer(
                it -> {
                    it.send(subscribed(1, 1), batch(1, 1, 1), new CaughtUp("1", 1, 1L), ended(1, 1, false));
                    it.drop();
                },
                it -> {
                    it.send(subscribed(1, 1), new CaughtUp("1", 1, 1L), ended(1, 1, false), batch(2, 1, 2));
                    it.close(1001);
                },
                it -> it.send(subscribed(2, 2), new CaughtUp("1", 2, 2L), batch(2, 3, 3), ended(2, 3, true)))) {
            List<LogRecord> records = read(server, FOLLOW);
            assertThat(records)
                    .filteredOn(it -> !(it instanceof LogRecord.Reconnected))
                    .containsExactly(
                            new LogRecord.AttemptStarted(1),
                            new LogRecord.Line(1, line(1)),
                            new LogRecord.CaughtUp(1, 1),
                            new LogRecord.AttemptEnded(1, 1, true, false),
                            new LogRecord.AttemptStarted(2),
                            new LogRecord.Line(2, line(1)),
                            new LogRecord.Line(2, line(2)),
                            new LogRecord.CaughtUp(2, 2),
                            new LogRecord.Line(2, line(3)),
                            new LogRecord.AttemptEnded(2, 3, true, true));
            assertThat(server.subscribes())
                    .extracting(Subscribe::attempt, Subscribe::afterSeq)
                    .containsExactly(tuple(null, 0L), tuple(1, 1L), tuple(2, 2L));
        }
    }

    @Test
    void waitsForAJobThatHasNoAttemptAndEndsWithOneThatNeverHad() throws Exception {
        try (ScriptedServer server = new ScriptedServer(
                it -> it.send(subscribed(null, 0), new CaughtUp("1", null, 0L), ended(null, 0, true)))) {
            assertThat(read(server, FOLLOW))
                    .containsExactly(new LogRecord.CaughtUp(null, 0), new LogRecord.AttemptEnded(null, 0, true, true));
        }
    }

    @Test
    void saysWhichLinesHaveExpired() throws Exception {
        try (ScriptedServer server = new ScriptedServer(it -> it.send(
                new Subscribed("1", 1, 4L, 3L),
                new Gap("1", 1, 1L, 2L, LogGapReason.RETENTION),
                batch(1, 3, 4),
                ended(1, 4, true)))) {
            assertThat(read(server, FOLLOW)).contains(new LogRecord.Expired(1, 1, 2), new LogRecord.Line(1, line(3)));
        }
    }

    @Test
    void ignoresFramesAndMembersOfTomorrow() throws Exception {
        try (ScriptedServer server = new ScriptedServer(it -> {
            it.send(subscribed(1, 1));
            for (int i = 0; i < 20; i++) {
                it.sendText("{\"type\":\"of-tomorrow\",\"subscriptionId\":\"1\"}");
            }
            it.sendText("{\"type\":\"ended\",\"subscriptionId\":\"1\",\"attempt\":1,\"finalSeq\":0,\"complete\":true,"
                    + "\"last\":true,\"mood\":\"good\"}");
        })) {
            assertThat(read(server, FOLLOW)).contains(new LogRecord.AttemptEnded(1, 0, true, true));
        }
    }

    @Test
    void givesUpWhenNobodyIsThereToBeginWith() throws Exception {
        URI url;
        try (ScriptedServer server = new ScriptedServer()) {
            url = server.url();
        }
        try (SiaClient sia = SiaClient.builder().baseUrl(url).token(() -> "t").build();
                LiveLog log = sia.live().jobLog(ORGANIZATION, JOB, FOLLOW)) {
            assertThatThrownBy(() -> log.forEach(it -> {}))
                    .isInstanceOf(SiaUnavailableException.class)
                    .hasMessageContaining(url.getAuthority());
        }
    }

    @Test
    void holdsTheServerBackWhenItIsReadSlowly() throws Exception {
        int frames = 3000;
        String filler = "x".repeat(4000);
        try (ScriptedServer server = new ScriptedServer(it -> {
                    it.send(subscribed(1, frames));
                    for (int seq = 1; seq <= frames; seq++) {
                        it.send(new LogBatch("1", 1, List.of(line(seq).text(filler))));
                    }
                    it.send(ended(1, frames, true));
                });
                SiaClient sia = client(server);
                LiveLog log = sia.live().jobLog(ORGANIZATION, JOB, FOLLOW)) {
            Iterator<LogRecord> records = log.iterator();
            assertThat(records.next()).isEqualTo(new LogRecord.AttemptStarted(1));
            await().during(Duration.ofMillis(300))
                    .atMost(Duration.ofSeconds(10))
                    .until(new Standstill(server)::reached);
            assertThat(server.sent()).as("frames in socket buffers alone").isLessThan(frames);
            List<LogRecord> rest = new ArrayList<>();
            records.forEachRemaining(rest::add);
            assertThat(seqs(rest)).containsExactly(upTo(frames));
        }
    }

    /** True while no frame leaves the server. */
    private static final class Standstill {
        private final ScriptedServer server;
        private int before = -1;

        private Standstill(ScriptedServer server) {
            this.server = server;
        }

        private boolean reached() {
            int now = server.sent();
            boolean still = now == before;
            before = now;
            return still;
        }
    }

    @Test
    void closingWakesAReaderThatWaits() throws Exception {
        try (ScriptedServer server = new ScriptedServer(it -> it.send(subscribed(1, 0), new CaughtUp("1", 1, 0L)));
                SiaClient sia = client(server);
                LiveLog log = sia.live().jobLog(ORGANIZATION, JOB, FOLLOW)) {
            List<LogRecord> records = new CopyOnWriteArrayList<>();
            CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> log.forEach(records::add));
            await().until(() -> records.contains(new LogRecord.CaughtUp(1, 0)));
            log.close();
            assertThat(reading).succeedsWithin(Duration.ofSeconds(20));
        }
    }

    @Test
    void tellsAListener() throws Exception {
        try (ScriptedServer server =
                        new ScriptedServer(it -> it.send(subscribed(1, 1), batch(1, 1, 1), ended(1, 1, true)));
                SiaClient sia = client(server)) {
            List<LogRecord> records = new CopyOnWriteArrayList<>();
            CompletableFuture<Void> end = new CompletableFuture<>();
            LiveLog unused = sia.live().jobLog(ORGANIZATION, JOB, FOLLOW, new LiveListener<>() {
                @Override
                public void onRecord(LogRecord record) {
                    records.add(record);
                }

                @Override
                public void onEnd() {
                    end.complete(null);
                }
            });
            assertThat(end).succeedsWithin(Duration.ofSeconds(20));
            assertThat(seqs(records)).containsExactly(1L);
        }
    }

    @Test
    void resumesEventsAfterTheHeadWhenThereWasNoneYet() throws Exception {
        Event later = new Event().number(12L).organizationId(ORGANIZATION);
        try (ScriptedServer server = new ScriptedServer(
                        it -> {
                            it.send(new Subscribed("1", null, 11L, 1L));
                            it.drop();
                        },
                        it -> it.send(
                                new Subscribed("1", null, 12L, 1L),
                                new EventFrame("1", later),
                                new EventFrame("1", later),
                                new CaughtUp("1", null, 12L)));
                SiaClient sia = client(server);
                LiveEvents events = sia.live()
                        .events(ORGANIZATION, EventOptions.topic(Topic.AGENTS).reconnecting(QUICK))) {
            List<EventRecord> records = events.stream().limit(3).toList();
            assertThat(records.getFirst()).isInstanceOf(EventRecord.Reconnected.class);
            assertThat(records.subList(1, 3))
                    .containsExactly(new EventRecord.Happened(later), new EventRecord.CaughtUp(12));
            assertThat(server.subscribes()).extracting(Subscribe::afterSeq).containsExactly(null, 11L);
        }
    }
}
