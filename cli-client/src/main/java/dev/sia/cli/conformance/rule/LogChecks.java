package dev.sia.cli.conformance.rule;

import dev.sia.api.agent.v1.ConnectRequest.FrameCase;
import dev.sia.cli.conformance.rule.Tool.Manner;
import dev.sia.cli.conformance.script.Event;
import dev.sia.cli.conformance.script.ServerStream;
import java.io.IOException;

/** How lines are numbered and sent again. */
final class LogChecks {
    private static final int MOST_LINES = 60;

    private LogChecks() {}

    static void numbering(Stage stage) throws BrokenRule, IOException, InterruptedException {
        ServerStream session = stage.startAttached();
        Attempt attempt = stage.jobs().accepted(session, Manner.BRIEF);
        stage.awaitThat("lines of the log are stored, or a mistake is in them", stage.patience(), () -> {
            boolean result =
                    stage.server().transcript().since(0).stream().anyMatch(event -> event.is(FrameCase.ATTEMPT_RESULT));
            return result || attempt.log().mistake().isPresent();
        });
        stage.jobs().requireGoodLog(attempt);
        stage.jobs().requireWholeLog(attempt, stage.jobs().awaitResult(attempt, 0));
    }

    static void resend(Stage stage) throws BrokenRule, IOException, InterruptedException {
        stage.switches().loseBatches(1);
        ServerStream session = stage.startAttached();
        Attempt attempt = stage.jobs().running(session, Manner.WAITING);
        stage.awaitThat(
                "what follows the last acknowledged line is sent again",
                stage.patience(),
                () -> attempt.log().storedSeq() >= MOST_LINES);
        stage.switches().loseBatches(1);
        attempt.tool().release();
        Event result = stage.jobs().awaitResult(attempt, 0);
        stage.jobs().requireWholeLog(attempt, result);
    }
}
