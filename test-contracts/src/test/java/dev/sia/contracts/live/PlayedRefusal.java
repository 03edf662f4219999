package dev.sia.contracts.live;

import static dev.sia.contracts.live.LivePactTest.text;

import au.com.dius.pact.core.model.V4Interaction;
import au.com.dius.pact.core.model.v4.MessageContents;
import dev.sia.contracts.pact.Comparison;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A server whose first session ends as an interaction says, and that is well in the next ones. */
final class PlayedRefusal implements PactLiveServer.Script {
    /** What a watching session has read before something happens to it, and the next one after it. */
    static final int LINES_READ = 3;

    private final V4Interaction refusal;
    private final List<String> mismatches = new ArrayList<>();

    PlayedRefusal(V4Interaction refusal) {
        this.refusal = refusal;
    }

    /** Where the client did not say what the interaction says that it does. */
    List<String> mismatches() {
        return mismatches;
    }

    @Override
    public List<String> answers(int session, String frame) {
        boolean authenticates = frame.contains("\"authenticate\"");
        if (session == 1 && refusal instanceof V4Interaction.SynchronousMessages exchange) {
            boolean first = text(exchange.getRequest()).contains("\"authenticate\"");
            if (first == authenticates) {
                compare(exchange.getRequest(), frame);
                return texts(exchange.getResponse().stream());
            }
        }
        if (authenticates) {
            return answers(LiveInteractions.AUTHENTICATE);
        }
        if (session == 1 && refusal instanceof V4Interaction.AsynchronousMessage happening) {
            List<String> before = refusal.getDescription().equals(LiveRefusals.MEMBER_LEFT)
                    ? List.of()
                    : answers(LiveInteractions.LOG_OF_FINISHED_JOB).subList(0, 3);
            return Stream.concat(before.stream(), Stream.of(text(happening.getContents())))
                    .toList();
        }
        return later(frame);
    }

    private void compare(MessageContents expected, String frame) {
        String difference = Comparison.difference(expected, frame);
        if (!difference.isEmpty()) {
            mismatches.add(difference + " in " + frame);
        }
    }

    private static List<String> later(String frame) {
        if (frame.contains("\"organization\"")) {
            return Stream.of(LiveInteractions.EVENTS_FROM_NOW, LiveInteractions.JOB_QUEUED)
                    .flatMap(name -> answers(name).stream())
                    .toList();
        }
        return frame.contains("\"afterSeq\":" + LINES_READ)
                ? texts(Stream.of(
                        LiveInteractions.subscribed(", \"attempt\": 1", LINES_READ, 1),
                        LiveInteractions.caughtUp(LINES_READ),
                        LiveInteractions.ended()))
                : answers(LiveInteractions.LOG_OF_FINISHED_JOB);
    }

    private static List<String> answers(String interaction) {
        return switch (LivePactTest.named(interaction)) {
            case V4Interaction.SynchronousMessages it -> texts(it.getResponse().stream());
            case V4Interaction.AsynchronousMessage it -> List.of(text(it.getContents()));
            default -> throw new AssertionError(interaction);
        };
    }

    private static List<String> texts(Stream<MessageContents> messages) {
        return messages.map(LivePactTest::text).toList();
    }
}
