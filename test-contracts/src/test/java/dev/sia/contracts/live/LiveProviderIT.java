package dev.sia.contracts.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import au.com.dius.pact.core.model.Interaction;
import au.com.dius.pact.core.model.Pact;
import au.com.dius.pact.core.model.V4Interaction;
import au.com.dius.pact.core.model.v4.MessageContents;
import dev.sia.contracts.TestServer;
import dev.sia.contracts.pact.Comparison;
import dev.sia.contracts.pact.Pacts;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whether real servers keep every live pact: on real sessions, every frame and close compared, and their number. */
class LiveProviderIT {
    private static final String WEB_CLIENT = "sia-web-client";

    @RegisterExtension
    static final TestServer server = new TestServer();

    private static @Nullable TroubledServer troubled;

    /** Started when it is first needed, not beside the first session: a server closes one on which nothing is said in time. */
    private static TroubledServer troubled() {
        TroubledServer there = troubled;
        if (there == null) {
            there = new TroubledServer();
            troubled = there;
        }
        return there;
    }

    @AfterAll
    static void stop() {
        if (troubled != null) {
            troubled.close();
        }
    }

    /** An interaction, and in whose pact it is. */
    private record Told(String consumer, Interaction interaction) {
        private String state() {
            return interaction.getProviderStates().getFirst().getName();
        }

        private DynamicTest test() {
            return dynamicTest(consumer + ": " + interaction.getDescription(), () -> verify(this));
        }
    }

    @TestFactory
    Stream<DynamicTest> keepsThePact() {
        List<Pact> pacts = Pacts.all(Pacts.LIVE);
        assertThat(pacts)
                .extracting(pact -> pact.getConsumer().getName())
                .contains(LiveInteractions.CONSUMER, WEB_CLIENT);
        List<Told> told = pacts.stream()
                .flatMap(pact -> pact.getInteractions().stream()
                        .map(interaction -> new Told(pact.getConsumer().getName(), interaction)))
                .toList();
        List<Told> atTheEnd = told.stream()
                .filter(one -> one.state().equals(LiveStates.SERVER_STOPS))
                .toList();
        // First what needs only the server that is there already.
        Stream<DynamicTest> others = told.stream()
                .filter(one -> !atTheEnd.contains(one))
                .sorted(Comparator.comparing(one -> TroubledServer.STATES.contains(one.state())))
                .map(Told::test);
        return Stream.concat(others, Stream.of(dynamicTest("all: the server stops", () -> verifyStop(atTheEnd))));
    }

    private static void verify(Told told) {
        try (LiveScene scene = scene(told.state())) {
            switch (told.interaction()) {
                case V4Interaction.SynchronousMessages it -> {
                    scene.session().send(Comparison.filled(it.getRequest(), scene.values()));
                    compare(it.getResponse(), scene.session());
                }
                case V4Interaction.AsynchronousMessage it -> {
                    scene.happen();
                    compare(List.of(it.getContents()), scene.session());
                }
                default -> throw new AssertionError("Not a message: " + told.interaction());
            }
        }
    }

    private static LiveScene scene(String state) {
        return TroubledServer.STATES.contains(state) ? troubled().scene(state) : LiveScene.of(server, state);
    }

    /** A server stops once, so every consumer's message is compared with what one session hears. */
    private static void verifyStop(List<Told> atTheEnd) {
        assertThat(atTheEnd).isNotEmpty();
        try (LiveScene scene = scene(LiveStates.SERVER_STOPS)) {
            scene.happen();
            String actual = scene.session().next();
            for (Told told : atTheEnd) {
                compare(((V4Interaction.AsynchronousMessage) told.interaction()).getContents(), actual);
            }
        }
    }

    private static void compare(List<MessageContents> expected, LiveSession session) {
        for (MessageContents frame : expected) {
            compare(frame, session.next());
        }
        if (LiveClose.in(expected.getLast().getContents().valueAsString()).isEmpty()) {
            session.send("{\"type\": \"unsubscribe\", \"subscriptionId\": \"fence\"}");
            assertThat(session.next()).as("after the last frame").contains("unsubscribed", "fence");
        }
    }

    private static void compare(MessageContents expected, String actual) {
        assertThat(Comparison.difference(expected, actual)).as(actual).isEmpty();
    }
}
