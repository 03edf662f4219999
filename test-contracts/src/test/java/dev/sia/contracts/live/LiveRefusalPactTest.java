package dev.sia.contracts.live;

import static dev.sia.contracts.live.LivePactTest.JOB;
import static dev.sia.contracts.live.LivePactTest.ORGANIZATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import au.com.dius.pact.core.model.V4Interaction;
import dev.sia.api.live.Topic;
import dev.sia.api.model.EventType;
import dev.sia.sdk.SiaClient;
import dev.sia.sdk.error.SiaException;
import dev.sia.sdk.error.SiaForbiddenException;
import dev.sia.sdk.error.SiaUnauthenticatedException;
import dev.sia.sdk.error.SiaValidationException;
import dev.sia.sdk.live.EventOptions;
import dev.sia.sdk.live.EventRecord;
import dev.sia.sdk.live.LogOptions;
import dev.sia.sdk.live.ReconnectPolicy;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What the SDK does when a session or a subscription ends that way: gives up with an exception that says why, or connects again and
 * goes on after the last record.
 */
class LiveRefusalPactTest {
    private static final ReconnectPolicy QUICK =
            new ReconnectPolicy(Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofSeconds(60), 4);

    private static final List<String> WHOLE_LOG = List.of("1 line 1", "2 line 2", "3 line 3");
    private static final LogOptions LOG = LogOptions.FOLLOW.reconnecting(QUICK);

    private static final String TOKEN = "eyJhbGciOiJSUzI1NiJ9.e30.c2ln";

    @TestFactory
    Stream<DynamicTest> givesUpOrGoesOn() {
        return LiveRefusals.all().stream().map(met -> dynamicTest(met.getDescription(), () -> play(met)));
    }

    private static void play(V4Interaction met) throws Exception {
        switch (met.getDescription()) {
            case LiveRefusals.NO_LINE -> {
                LogOptions impossible = LOG.withAttempt(1).after(-1);
                givesUp(met, log(impossible), SiaException.class, "protocol_violation");
            }
            case LiveRefusals.OUT_OF_ORDER -> givesUp(met, log(LOG), SiaException.class, "protocol_violation");
            case LiveRefusals.BAD_TOKEN -> givesUp(met, log(LOG), SiaUnauthenticatedException.class, "unauthenticated");
            case LiveRefusals.MEMBER_LEFT -> givesUp(met, log(LOG), SiaForbiddenException.class, "forbidden");
            case LiveRefusals.FORBIDDEN_TOPIC ->
                givesUp(met, event(Topic.AGENTS), SiaForbiddenException.class, "forbidden");
            case LiveRefusals.LINE_TO_COME -> {
                LogOptions later = LOG.withAttempt(1).after(1000);
                givesUp(met, log(later), SiaValidationException.class, "validation_failed");
            }
            case LiveRefusals.TOO_MANY_GUESSES, LiveRefusals.FAULT, LiveRefusals.DAMAGED_LOG ->
                goesOn(met, log(LOG), WHOLE_LOG, "\"afterSeq\":0");
            case LiveRefusals.TOKEN_ENDED, LiveRefusals.SERVER_STOPPED ->
                goesOn(met, log(LOG), WHOLE_LOG, "\"afterSeq\":" + PlayedRefusal.LINES_READ);
            case LiveRefusals.TOO_MANY_WATCHERS, LiveRefusals.NO_DATABASE ->
                goesOn(met, event(Topic.ORGANIZATION), List.of(EventType.JOB_QUEUED.toString()), "\"organization\"");
            default -> throw new AssertionError("Say here what the SDK does then: " + met.getDescription());
        }
    }

    /** Reads a log to its end. */
    private static Function<SiaClient, List<String>> log(LogOptions options) {
        return client -> {
            try (var log = client.live().jobLog(ORGANIZATION, JOB, options)) {
                return LivePactTest.lines(log.stream().toList());
            }
        };
    }

    /** Reads the first event that happens. */
    private static Function<SiaClient, List<String>> event(Topic topic) {
        EventOptions options = EventOptions.topic(topic).reconnecting(QUICK);
        return client -> {
            try (var events = client.live().events(ORGANIZATION, options)) {
                return events.stream()
                        .filter(EventRecord.Happened.class::isInstance)
                        .map(record -> ((EventRecord.Happened) record)
                                .event()
                                .getType()
                                .toString())
                        .limit(1)
                        .toList();
            }
        };
    }

    private static <X extends SiaException> void givesUp(
            V4Interaction met, Function<SiaClient, List<String>> reading, Class<X> exception, String code)
            throws Exception {
        PlayedRefusal script = new PlayedRefusal(met);
        try (PactLiveServer server = new PactLiveServer(script);
                SiaClient client = client(server)) {
            assertThatExceptionOfType(exception)
                    .isThrownBy(() -> reading.apply(client))
                    .satisfies(thrown -> assertThat(thrown.code()).isEqualTo(code));
            assertThat(server.sessions()).isEqualTo(1);
        }
        assertThat(script.mismatches()).isEmpty();
    }

    /** @param again what the last frame says with which the SDK goes on */
    private static void goesOn(
            V4Interaction met, Function<SiaClient, List<String>> reading, List<String> expected, String again)
            throws Exception {
        PlayedRefusal script = new PlayedRefusal(met);
        try (PactLiveServer server = new PactLiveServer(script);
                SiaClient client = client(server)) {
            assertThat(reading.apply(client)).isEqualTo(expected);
            assertThat(server.sessions()).isEqualTo(2);
            assertThat(server.heard().getLast()).contains("\"subscribe\"", again);
        }
        assertThat(script.mismatches()).isEmpty();
    }

    private static SiaClient client(PactLiveServer server) {
        return SiaClient.builder().baseUrl(server.url()).token(() -> TOKEN).build();
    }
}
