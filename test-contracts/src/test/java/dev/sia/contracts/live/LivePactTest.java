package dev.sia.contracts.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import au.com.dius.pact.core.model.V4Interaction;
import au.com.dius.pact.core.model.v4.MessageContents;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sia.api.live.ClientFrame;
import dev.sia.api.live.ServerFrame;
import dev.sia.api.live.Topic;
import dev.sia.api.model.EventType;
import dev.sia.contracts.pact.Comparison;
import dev.sia.contracts.pact.Pacts;
import dev.sia.sdk.SiaClient;
import dev.sia.sdk.SiaJson;
import dev.sia.sdk.error.SiaNotFoundException;
import dev.sia.sdk.live.EventOptions;
import dev.sia.sdk.live.EventRecord;
import dev.sia.sdk.live.LogOptions;
import dev.sia.sdk.live.LogRecord;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The SDK's live streams, played to with the pact's own frames; and every frame of the pact read by the generated types. */
class LivePactTest {
    private static final ObjectMapper JSON = SiaJson.mapper();
    static final UUID ORGANIZATION = UUID.fromString("1189c444-8a2d-4c41-8b4b-ae43ce79a492");
    static final UUID JOB = UUID.fromString("0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c");
    private static final Map<String, V4Interaction> PACT = LiveInteractions.all().stream()
            .collect(Collectors.toMap(V4Interaction::getDescription, Function.identity()));

    @AfterAll
    static void write() {
        Pacts.write(LiveInteractions.CONSUMER, Pacts.LIVE, LiveInteractions.all());
    }

    /** Uses the SDK against a server that answers by these interactions, and afterwards says more by itself. */
    private static void play(Use use, String... interactions) throws Exception {
        List<String> mismatches = new ArrayList<>();
        try (PactLiveServer server = new PactLiveServer((_, frame) -> answers(frame, interactions, mismatches));
                SiaClient client = SiaClient.builder()
                        .baseUrl(server.url())
                        .token(() -> "eyJhbGciOiJSUzI1NiJ9.e30.c2ln")
                        .build()) {
            use.of(client);
            assertThat(server.heard()).hasSize(2);
        }
        assertThat(mismatches).isEmpty();
    }

    private interface Use {
        void of(SiaClient client) throws Exception;
    }

    private static List<String> answers(String frame, String[] interactions, List<String> mismatches) {
        List<String> answers = new ArrayList<>();
        boolean subscribe = frame.contains("\"subscribe\"");
        String expected = subscribe ? interactions[0] : LiveInteractions.AUTHENTICATE;
        V4Interaction.SynchronousMessages exchange = (V4Interaction.SynchronousMessages) named(expected);
        String difference = Comparison.difference(exchange.getRequest(), frame);
        if (!difference.isEmpty()) {
            mismatches.add(expected + ": " + difference);
        }
        exchange.getResponse().forEach(answer -> answers.add(text(answer)));
        if (subscribe) {
            Stream.of(interactions)
                    .skip(1)
                    .map(name -> (V4Interaction.AsynchronousMessage) named(name))
                    .forEach(message -> answers.add(text(message.getContents())));
        }
        return answers;
    }

    static V4Interaction named(String interaction) {
        return Objects.requireNonNull(PACT.get(interaction), interaction);
    }

    static String text(MessageContents contents) {
        return contents.getContents().valueAsString();
    }

    @Test
    void readsTheLogOfAFinishedJobAndEnds() throws Exception {
        play(
                client -> {
                    try (var log = client.live().jobLog(ORGANIZATION, JOB, LogOptions.FOLLOW)) {
                        assertThat(lines(log.stream().toList())).containsExactly("1 line 1", "2 line 2", "3 line 3");
                    }
                },
                LiveInteractions.LOG_OF_FINISHED_JOB);
    }

    @Test
    void followsALogFromALineToItsEnd() throws Exception {
        play(
                client -> {
                    LogOptions options = LogOptions.FOLLOW.withAttempt(1).after(1);
                    try (var log = client.live().jobLog(ORGANIZATION, JOB, options)) {
                        List<LogRecord> records = new ArrayList<>();
                        Iterator<LogRecord> iterator = log.iterator();
                        while (records.stream()
                                .noneMatch(record -> lines(List.of(record)).contains("4 line 4"))) {
                            records.add(iterator.next());
                        }
                        assertThat(lines(records)).containsExactly("2 line 2", "3 line 3", "4 line 4");
                        assertThat(records).contains(new LogRecord.CaughtUp(1, 3));
                    }
                },
                LiveInteractions.LOG_FROM_A_LINE,
                LiveInteractions.LINE_WRITTEN);
    }

    @Test
    void tellsWhichLinesAreGone() throws Exception {
        play(
                client -> {
                    try (var log = client.live().jobLog(ORGANIZATION, JOB, LogOptions.FOLLOW)) {
                        List<LogRecord> records = new ArrayList<>();
                        Iterator<LogRecord> iterator = log.iterator();
                        while (records.stream().noneMatch(LogRecord.CaughtUp.class::isInstance)) {
                            records.add(iterator.next());
                        }
                        assertThat(records).contains(new LogRecord.Expired(1, 1, 3));
                        assertThat(lines(records)).containsExactly("4 line 4", "5 line 5", "6 line 6");
                    }
                },
                LiveInteractions.LOG_WITH_A_GAP);
    }

    static List<String> lines(List<LogRecord> records) {
        return records.stream()
                .filter(LogRecord.Line.class::isInstance)
                .map(record -> ((LogRecord.Line) record).line())
                .map(line -> line.getSeq() + " " + line.getText())
                .toList();
    }

    @Test
    void tellsThatThereIsNoSuchJob() throws Exception {
        play(
                client -> {
                    try (var log = client.live().jobLog(ORGANIZATION, JOB, LogOptions.FOLLOW)) {
                        assertThat(catchThrowableOfType(
                                        SiaNotFoundException.class,
                                        () -> log.stream().toList()))
                                .isNotNull();
                    }
                },
                LiveInteractions.LOG_OF_NO_JOB);
    }

    @Test
    void readsStoredEvents() throws Exception {
        play(
                client -> {
                    EventOptions options = EventOptions.topic(Topic.AGENTS).after(0);
                    try (var events = client.live().events(ORGANIZATION, options)) {
                        Iterator<EventRecord> iterator = events.iterator();
                        assertThat(iterator.next())
                                .isInstanceOfSatisfying(
                                        EventRecord.Happened.class,
                                        it -> assertThat(it.event().getType()).isEqualTo(EventType.AGENT_ENROLLED));
                        assertThat(iterator.next()).isEqualTo(new EventRecord.CaughtUp(2));
                    }
                },
                LiveInteractions.EVENTS);
    }

    @Test
    void watchesEventsFromNowOn() throws Exception {
        play(
                client -> {
                    EventOptions options = EventOptions.topic(Topic.ORGANIZATION);
                    try (var events = client.live().events(ORGANIZATION, options)) {
                        Iterator<EventRecord> iterator = events.iterator();
                        assertThat(iterator.next()).isEqualTo(new EventRecord.CaughtUp(1));
                        assertThat(iterator.next())
                                .isInstanceOfSatisfying(
                                        EventRecord.Happened.class,
                                        it -> assertThat(it.event().getJobId()).isEqualTo(JOB));
                    }
                },
                LiveInteractions.EVENTS_FROM_NOW,
                LiveInteractions.JOB_QUEUED);
    }

    @TestFactory
    Stream<DynamicTest> isReadWholeByTheGeneratedTypes() {
        return LiveInteractions.all().stream()
                .map(interaction -> DynamicTest.dynamicTest(interaction.getDescription(), () -> {
                    switch (interaction) {
                        case V4Interaction.AsynchronousMessage it -> readWhole(ServerFrame.class, it.getContents());
                        case V4Interaction.SynchronousMessages it -> {
                            readWhole(ClientFrame.class, it.getRequest());
                            for (MessageContents answer : it.getResponse()) {
                                readWhole(ServerFrame.class, answer);
                            }
                        }
                        default -> throw new AssertionError(interaction);
                    }
                }));
    }

    /** Nothing gets lost between JSON and the type. */
    private static void readWhole(Class<?> type, MessageContents contents) throws JsonProcessingException {
        if (LiveClose.in(text(contents)).isPresent()) {
            return;
        }
        Object frame = JSON.readValue(text(contents), type);
        assertThat(JSON.readTree(JSON.writeValueAsString(frame))).isEqualTo(JSON.readTree(text(contents)));
    }
}
