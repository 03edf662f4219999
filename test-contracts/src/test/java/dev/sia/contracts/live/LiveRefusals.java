package dev.sia.contracts.live;

import au.com.dius.pact.core.model.ProviderState;
import au.com.dius.pact.core.model.V4Interaction;
import au.com.dius.pact.core.model.v4.MessageContents;
import dev.sia.contracts.pact.Example;
import dev.sia.contracts.pact.Pacts;
import java.util.List;

/** How sessions and subscriptions end that do not go well, with every code that the contract declares. */
final class LiveRefusals {
    static final String NO_LINE = "subscribe to a log after a line that no log has";
    static final String BAD_TOKEN = "authenticate with a token that is not good";
    static final String TOO_MANY_GUESSES = "authenticate after too many wrong tokens";
    static final String FAULT = "authenticate while the server has a fault";
    static final String OUT_OF_ORDER = "subscribe before authenticating";
    static final String TOKEN_ENDED = "the token ends";
    static final String MEMBER_LEFT = "the member leaves the organization";
    static final String SERVER_STOPPED = "the server stops";
    static final String FORBIDDEN_TOPIC = "subscribe to events that an API key may not see";
    static final String LINE_TO_COME = "subscribe to a log after a line that it does not have";
    static final String TOO_MANY_WATCHERS = "subscribe to events that as many watch as may";
    static final String NO_DATABASE = "subscribe to events while the database is out of reach";
    static final String DAMAGED_LOG = "subscribe to a log that cannot be read";

    private LiveRefusals() {}

    static List<V4Interaction> all() {
        return List.of(
                refused(
                        NO_LINE,
                        "a queued job",
                        LiveInteractions.subscribeToLog(", \"attempt\": 1, \"afterSeq\": -1"),
                        close(4400)),
                refused(
                        BAD_TOKEN,
                        LiveStates.SILENT,
                        authenticate("eyJhbGciOiJSUzI1NiJ9.e30.c2ln", false),
                        close(4401)),
                refused(TOO_MANY_GUESSES, LiveStates.TOO_MANY_GUESSES, authenticate("token", true), close(1013)),
                refused(FAULT, LiveStates.FAULT, authenticate("token", true), close(1011)),
                refused(OUT_OF_ORDER, LiveStates.SILENT, LiveInteractions.subscribeToLog(""), close(4409)),
                ended(TOKEN_ENDED, LiveStates.TOKEN_ENDS, close(4401)),
                ended(MEMBER_LEFT, LiveStates.MEMBER_LEAVES, close(4403)),
                ended(SERVER_STOPPED, LiveStates.SERVER_STOPS, close(1001)),
                refused(
                        FORBIDDEN_TOPIC,
                        LiveStates.KEY_FOR_JOBS_ONLY,
                        LiveInteractions.message(LiveInteractions.subscribe(", \"topic\": \"agents\"")),
                        error("forbidden")),
                refused(
                        LINE_TO_COME,
                        "a running job",
                        LiveInteractions.subscribeToLog(", \"attempt\": 1, \"afterSeq\": 1000"),
                        error("validation_failed")),
                refused(
                        TOO_MANY_WATCHERS,
                        LiveStates.TOO_MANY_WATCHERS,
                        LiveInteractions.message(LiveInteractions.subscribe(", \"topic\": \"organization\"")),
                        error("too_many_watchers")),
                refused(
                        NO_DATABASE,
                        LiveStates.NO_DATABASE,
                        LiveInteractions.message(LiveInteractions.subscribe(", \"topic\": \"organization\"")),
                        error("unavailable")),
                refused(
                        DAMAGED_LOG,
                        LiveStates.DAMAGED_LOG,
                        LiveInteractions.subscribeToLog(""),
                        LiveInteractions.subscribed(", \"attempt\": 1", 3, 1),
                        error("internal")));
    }

    /** @param known whether the provider is sent a token that is good */
    private static MessageContents authenticate(String token, boolean known) {
        Example frame = Example.json("{\"type\": \"authenticate\", \"token\": \"" + token + "\"}")
                .exactly("$.type");
        return LiveInteractions.message(known ? frame.fromState("$.token", "token") : frame);
    }

    private static V4Interaction refused(
            String description, String state, MessageContents request, MessageContents... answers) {
        return Pacts.exchange(description, new ProviderState(state), request, answers);
    }

    private static V4Interaction ended(String description, String state, MessageContents close) {
        return Pacts.message(description, new ProviderState(state), close);
    }

    private static MessageContents close(int code) {
        return LiveClose.example(code);
    }

    private static MessageContents error(String code) {
        return LiveInteractions.message(Example.json("""
                        {"type": "error", "subscriptionId": "1", "code": "%s",
                         "detail": "What happened and what to do about it."}
                        """.formatted(code))
                .exactly("$.type", "$.subscriptionId", "$.code")
                .matching("$.detail", ".+"));
    }
}
