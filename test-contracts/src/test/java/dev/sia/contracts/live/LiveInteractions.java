package dev.sia.contracts.live;

import au.com.dius.pact.core.model.ProviderState;
import au.com.dius.pact.core.model.V4Interaction;
import au.com.dius.pact.core.model.v4.MessageContents;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sia.contracts.pact.Example;
import dev.sia.contracts.pact.Pacts;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What clients and the server say to each other on live sessions. Names in capitals are the descriptions of interactions. */
final class LiveInteractions {
    static final String CONSUMER = "sia-sdk-java";

    static final String AUTHENTICATE = "authenticate";
    static final String AUTHENTICATE_WITH_A_TICKET = "authenticate with a ticket";
    static final String LOG_OF_FINISHED_JOB = "subscribe to the log of a job that is in review";
    static final String LOG_FROM_A_LINE = "subscribe to the log of a running job after line 1";
    static final String LOG_WITH_A_GAP = "subscribe to the log of a running job whose first lines are removed";
    static final String LOG_OF_QUEUED_JOB = "subscribe to the log of a job that waits";
    static final String LOG_OF_NO_JOB = "subscribe to the log of a job that is not there";
    static final String EVENTS = "subscribe to the events of the agents from the first one on";
    static final String EVENTS_FROM_NOW = "subscribe to the events of the organization from now on";
    static final String UNSUBSCRIBE = "unsubscribe";
    static final String LINE_WRITTEN = "a line is written while somebody watches";
    static final String LOG_ENDED = "an attempt ends while somebody watches";
    static final String JOB_QUEUED = "a job is queued while somebody watches";

    private static final String LINE =
            "{\"seq\": %d, \"at\": \"2026-11-23T09:30:01.204Z\", \"stream\": \"stdout\", \"step\": \"generate\", \"text\": \"line %d\"}";

    private LiveInteractions() {}

    static List<V4Interaction> all() {
        return Stream.of(sessions(), logs(), events(), happenings(), LiveRefusals.all())
                .flatMap(List::stream)
                .toList();
    }

    private static List<V4Interaction> sessions() {
        return List.of(
                Pacts.exchange(
                        AUTHENTICATE,
                        new ProviderState(LiveStates.SILENT),
                        message(Example.json(
                                        "{\"type\": \"authenticate\", \"token\": \"eyJhbGciOiJSUzI1NiJ9.e30.c2ln\"}")
                                .exactly("$.type")
                                .fromState("$.token", "token")),
                        message(Example.json("""
                                {"type": "authenticated", "kind": "user", "id": "ada", "expiresAt": "2026-11-23T10:00:00Z"}
                                """).exactly("$.type", "$.kind"))),
                Pacts.exchange(
                        AUTHENTICATE_WITH_A_TICKET,
                        new ProviderState(LiveStates.SILENT),
                        message(Example.json("{\"type\": \"authenticate\", \"ticket\": \"sia_lt_EXAMPLE\"}")
                                .exactly("$.type")
                                .fromState("$.ticket", "ticket")),
                        message(Example.json("""
                                {"type": "authenticated", "kind": "user", "id": "ada", "expiresAt": "2026-11-23T10:00:00Z"}
                                """).exactly("$.type", "$.kind"))),
                Pacts.exchange(
                        UNSUBSCRIBE,
                        new ProviderState("a subscription to the log of a running job"),
                        frame("{\"type\": \"unsubscribe\", \"subscriptionId\": \"1\"}"),
                        frame("{\"type\": \"unsubscribed\", \"subscriptionId\": \"1\"}")));
    }

    private static List<V4Interaction> logs() {
        return List.of(
                Pacts.exchange(
                        LOG_OF_FINISHED_JOB,
                        new ProviderState("a job in review"),
                        subscribeToLog(""),
                        subscribed(", \"attempt\": 1", 3, 1),
                        logBatch(1, 2, 3),
                        caughtUp(3),
                        ended()),
                Pacts.exchange(
                        LOG_FROM_A_LINE,
                        new ProviderState("a running job"),
                        subscribeToLog(", \"attempt\": 1, \"afterSeq\": 1"),
                        subscribed(", \"attempt\": 1", 3, 1),
                        logBatch(2, 3),
                        caughtUp(3)),
                Pacts.exchange(
                        LOG_WITH_A_GAP,
                        new ProviderState("a running job whose lines 1 to 3 are removed"),
                        subscribeToLog(""),
                        subscribed(", \"attempt\": 1", 6, 4),
                        frame("""
                                {"type": "gap", "subscriptionId": "1", "attempt": 1, "fromSeq": 1, "toSeq": 3,
                                 "reason": "retention"}
                                """),
                        logBatch(4, 5, 6),
                        caughtUp(6)),
                Pacts.exchange(
                        LOG_OF_QUEUED_JOB, new ProviderState("a queued job"), subscribeToLog(""), subscribed("", 0, 0)),
                Pacts.exchange(
                        LOG_OF_NO_JOB,
                        new ProviderState("an organization without jobs"),
                        subscribeToLog(""),
                        message(Example.json("""
                                {"type": "error", "subscriptionId": "1", "code": "not_found",
                                 "detail": "There is no such job."}
                                """).exactly("$.type", "$.subscriptionId", "$.code"))));
    }

    static MessageContents subscribeToLog(String more) {
        return subscribe(", \"topic\": \"job-log\", \"jobId\": \"0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c\"" + more)
                .message("subscribe");
    }

    static Example subscribe(String more) {
        Example example = Example.json("""
                {"type": "subscribe", "subscriptionId": "1",
                 "organizationId": "1189c444-8a2d-4c41-8b4b-ae43ce79a492"%s}
                """.formatted(more))
                .exactly("$.type", "$.subscriptionId", "$.topic")
                .fromState("$.organizationId", "organizationId");
        if (more.contains("jobId")) {
            example.fromState("$.jobId", "jobId");
        }
        if (more.contains("afterSeq")) {
            example.exactly("$.afterSeq");
        }
        return example;
    }

    static MessageContents subscribed(String attempt, int headSeq, int oldestSeq) {
        return frame("""
                {"type": "subscribed", "subscriptionId": "1"%s, "headSeq": %d, "oldestSeq": %d}
                """.formatted(attempt, headSeq, oldestSeq));
    }

    private static MessageContents logBatch(int... seqs) {
        String lines = String.join(
                ", ",
                Arrays.stream(seqs).mapToObj(seq -> LINE.formatted(seq, seq)).toList());
        return message(Example.json("""
                        {"type": "log-batch", "subscriptionId": "1", "attempt": 1, "lines": [%s]}
                        """.formatted(lines))
                .exactly(
                        "$.type",
                        "$.subscriptionId",
                        "$.attempt",
                        "$.lines[*].seq",
                        "$.lines[*].stream",
                        "$.lines[*].step",
                        "$.lines[*].text"));
    }

    static MessageContents caughtUp(int seq) {
        return frame("""
                {"type": "caught-up", "subscriptionId": "1", "attempt": 1, "seq": %d}
                """.formatted(seq));
    }

    static MessageContents ended() {
        return frame("""
                {"type": "ended", "subscriptionId": "1", "attempt": 1, "finalSeq": 3, "complete": true, "last": true}
                """);
    }

    private static List<V4Interaction> events() {
        return List.of(
                Pacts.exchange(
                        EVENTS,
                        new ProviderState("an agent that enrolled and never connected"),
                        // The first event tells of the enrolment token.
                        message(subscribe(", \"topic\": \"agents\", \"afterSeq\": 0")),
                        frame(
                                "{\"type\": \"subscribed\", \"subscriptionId\": \"1\", \"headSeq\": 2, \"oldestSeq\": 1}"),
                        event("\"number\": 2, \"type\": \"agent.enrolled\", \"actor\": {\"kind\": \"agent\"}, "
                                + "\"agentId\": \"0198f0c0-2222-7a52-9c3b-5d8f6e1a2b3c\""),
                        frame("{\"type\": \"caught-up\", \"subscriptionId\": \"1\", \"seq\": 2}")),
                Pacts.exchange(
                        EVENTS_FROM_NOW,
                        new ProviderState("a queued job"),
                        message(subscribe(", \"topic\": \"organization\"")),
                        frame(
                                "{\"type\": \"subscribed\", \"subscriptionId\": \"1\", \"headSeq\": 1, \"oldestSeq\": 1}"),
                        frame("{\"type\": \"caught-up\", \"subscriptionId\": \"1\", \"seq\": 1}")));
    }

    private static MessageContents event(String members) {
        return message(Example.json("""
                        {"type": "event", "subscriptionId": "1", "event": {
                          "organizationId": "1189c444-8a2d-4c41-8b4b-ae43ce79a492", "at": "2026-11-23T09:30:00Z", %s}}
                        """.formatted(members))
                .exactly("$.type", "$.subscriptionId", "$.event.number", "$.event.type", "$.event.actor.kind"));
    }

    private static List<V4Interaction> happenings() {
        return List.of(
                Pacts.message(LINE_WRITTEN, new ProviderState("a line 4 is written to the log"), logBatch(4)),
                Pacts.message(LOG_ENDED, new ProviderState("the attempt ends well"), ended()),
                Pacts.message(
                        JOB_QUEUED,
                        new ProviderState("a second job is queued"),
                        event("\"number\": 2, \"type\": \"job.queued\", "
                                + "\"actor\": {\"kind\": \"user\", \"id\": \"ada\", \"name\": \"owner@example.com\"}, "
                                + "\"jobId\": \"0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c\", \"queue\": \"backlog\", "
                                + "\"jobStatus\": \"queued\"")));
    }

    /** A frame in which everything is meant literally. */
    private static MessageContents frame(String json) {
        Example example = Example.json(json);
        return message(example.exactlyAll());
    }

    static MessageContents message(Example example) {
        try {
            String type = new JsonMapper()
                    .readTree(example.body().valueAsString())
                    .path("type")
                    .asText();
            return example.message(type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
