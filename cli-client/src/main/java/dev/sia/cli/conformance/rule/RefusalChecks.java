package dev.sia.cli.conformance.rule;

import dev.sia.cli.conformance.script.Event;
import dev.sia.cli.conformance.script.Event.What;
import io.grpc.Status;
import java.util.List;
import java.util.OptionalInt;

/** What an agent does that the server does not want. */
final class RefusalChecks {
    private static final int MOST_TRIES = 5;

    private RefusalChecks() {}

    static void versionMismatch(Stage stage) throws BrokenRule, InterruptedException {
        stage.switches()
                .refuseAttach(Status.FAILED_PRECONDITION.withDescription(
                        "This server speaks version 2 of the protocol and the agent version 1."));
        stage.start();
        stage.await("call of Connect", 0, event -> event.what() == What.OPEN);
        requireEnd(stage, 0, "after FAILED_PRECONDITION");
    }

    static void revoked(Stage stage) throws BrokenRule, InterruptedException {
        stage.startAttached();
        int before = stage.mark();
        stage.server().revoke();
        requireEnd(stage, before, "after UNAUTHENTICATED");
    }

    private static void requireEnd(Stage stage, int after, String why) throws BrokenRule, InterruptedException {
        OptionalInt code = stage.awaitEnd(why);
        List<Event> tries = stage.server().transcript().since(after).stream()
                .filter(event -> event.what() == What.OPEN
                        || event.what() == What.ENROL && !event.note().isEmpty())
                .toList();
        if (tries.size() > MOST_TRIES) {
            throw new BrokenRule("the agent tried " + tries.size() + " times " + why, tries.get(MOST_TRIES));
        }
        if (code.isPresent() && code.getAsInt() == 0) {
            throw new BrokenRule(
                    "the agent ended with exit code 0 " + why, tries.stream().findFirst());
        }
        if (code.isPresent() && stage.lastWords().stream().allMatch(String::isBlank)) {
            throw new BrokenRule(
                    "the agent ended without a word " + why, tries.stream().findFirst());
        }
    }
}
