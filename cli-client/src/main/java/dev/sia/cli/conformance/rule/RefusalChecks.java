package dev.sia.cli.conformance.rule;

import dev.sia.api.agent.v1.ConnectRequest.FrameCase;
import dev.sia.cli.conformance.rule.Tool.Manner;
import dev.sia.cli.conformance.script.Event;
import dev.sia.cli.conformance.script.Event.What;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/** What an agent does that the server does not want. */
final class RefusalChecks {
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(10);

    private RefusalChecks() {}

    static void versionMismatch(Stage stage) throws BrokenRule, InterruptedException {
        stage.switches()
                .refuseAttach(Status.FAILED_PRECONDITION.withDescription(
                        "This server speaks version 2 of the protocol and the agent version 1."));
        stage.start();
        Event attach = stage.await("Attach", 0, event -> event.is(FrameCase.ATTACH));
        requireEnd(stage, attach.number(), "after FAILED_PRECONDITION");
    }

    static void revoked(Stage stage) throws BrokenRule, IOException, InterruptedException {
        Attempt attempt = stage.jobs().running(stage.startAttached(), Manner.WAITING);
        int before = stage.mark();
        stage.server().revoke();
        requireEnd(stage, before, "after UNAUTHENTICATED");
        stage.awaitGone(attempt.tool(), "the tool is stopped after UNAUTHENTICATED", STOPS_WITHIN);
    }

    private static void requireEnd(Stage stage, int after, String why) throws BrokenRule, InterruptedException {
        Event refused = stage.event(after);
        OptionalInt code = stage.awaitEnd(why);
        List<Event> tries = stage.server().transcript().since(after).stream()
                .filter(event -> event.what() == What.OPEN
                        || event.what() == What.ENROL && !event.note().isEmpty())
                .toList();
        if (!tries.isEmpty()) {
            throw new BrokenRule("the agent tried again " + why, tries.getFirst());
        }
        if (code.isPresent() && code.getAsInt() == 0) {
            throw new BrokenRule("the agent ended with exit code 0 " + why, refused);
        }
        if (code.isPresent() && stage.lastWords().stream().allMatch(String::isBlank)) {
            throw new BrokenRule("the agent ended without a word " + why, refused);
        }
    }
}
