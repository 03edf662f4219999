package dev.sia.cli.conformance.rule;

import dev.sia.api.agent.v1.ConnectRequest.FrameCase;
import dev.sia.cli.conformance.rule.Tool.Manner;
import dev.sia.cli.conformance.script.Event;
import dev.sia.cli.conformance.script.ServerStream;
import java.io.IOException;

/** How offers are answered. */
final class OfferChecks {
    /** Agents with more slots than this are not filled. */
    private static final int MOST_FILLED = 4;

    private OfferChecks() {}

    static void offerAccept(Stage stage) throws BrokenRule, IOException, InterruptedException {
        ServerStream session = stage.startAttached();
        int capacity = stage.await("Attach", 0, event -> event.is(FrameCase.ATTACH))
                .frame()
                .getAttach()
                .getCapacity();
        int before = stage.mark();
        Attempt attempt = stage.jobs().offer(session, Manner.WAITING);
        Event answer = stage.jobs().awaitAnswer(attempt, before);
        if (answer.is(FrameCase.REJECT_OFFER)) {
            return;
        }
        stage.jobs().awaitTool(attempt);
        int again = stage.mark();
        stage.server().offer(session, attempt.offer());
        Event second = stage.jobs().awaitAnswer(attempt, again);
        Stage.require(
                second.is(FrameCase.ACCEPT_OFFER),
                "an offer that was accepted was rejected when the server repeated it",
                second);
        fill(stage, session, capacity);
        int runs = attempt.tool().processes().size();
        Stage.require(runs == 1, "the repeated offer was run " + runs + " times", second);
    }

    /** One offer more than the agent has slots for. */
    private static void fill(Stage stage, ServerStream session, int capacity)
            throws BrokenRule, IOException, InterruptedException {
        if (capacity > MOST_FILLED) {
            return;
        }
        for (int taken = 1; taken <= capacity; taken++) {
            int before = stage.mark();
            Event answer = stage.jobs().awaitAnswer(stage.jobs().offer(session, Manner.WAITING), before);
            Stage.require(
                    taken < capacity || answer.is(FrameCase.REJECT_OFFER),
                    "the agent accepted " + (capacity + 1) + " attempts at once, with a capacity of " + capacity,
                    answer);
        }
    }
}
