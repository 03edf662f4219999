package dev.sia.contracts.live;

import static org.assertj.core.api.Assertions.assertThat;

import au.com.dius.pact.core.model.Interaction;
import au.com.dius.pact.core.model.Pact;
import au.com.dius.pact.core.model.V4Interaction;
import au.com.dius.pact.core.model.v4.MessageContents;
import dev.sia.contracts.TestServer;
import dev.sia.contracts.pact.Comparison;
import dev.sia.contracts.pact.Pacts;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whether the real server keeps every live pact: on real sessions, every frame compared, and their number. */
class LiveProviderIT {
    private static final String WEB_CLIENT = "sia-web-client";

    @RegisterExtension
    static final TestServer server = new TestServer();

    @TestFactory
    Stream<DynamicTest> keepsThePact() {
        List<Pact> pacts = Pacts.all(Pacts.LIVE);
        assertThat(pacts)
                .extracting(pact -> pact.getConsumer().getName())
                .contains(LiveInteractions.CONSUMER, WEB_CLIENT);
        return pacts.stream()
                .flatMap(pact -> pact.getInteractions().stream()
                        .map(interaction -> DynamicTest.dynamicTest(
                                pact.getConsumer().getName() + ": " + interaction.getDescription(),
                                () -> verify(interaction))));
    }

    private static void verify(Interaction interaction) {
        String state = interaction.getProviderStates().getFirst().getName();
        String url = server.addresses().httpUrl();
        try (LiveScene scene = LiveScene.of(server.tenant(), url, server.storedLogs(), state)) {
            switch (interaction) {
                case V4Interaction.SynchronousMessages it -> {
                    scene.session().send(Comparison.filled(it.getRequest(), scene.values()));
                    compare(it.getResponse(), scene.session());
                }
                case V4Interaction.AsynchronousMessage it -> {
                    scene.happen();
                    compare(List.of(it.getContents()), scene.session());
                }
                default -> throw new AssertionError("Not a message: " + interaction);
            }
        }
    }

    private static void compare(List<MessageContents> expected, LiveSession session) {
        for (MessageContents frame : expected) {
            String actual = session.next();
            assertThat(Comparison.difference(frame, actual)).as(actual).isEmpty();
        }
        session.send("{\"type\": \"unsubscribe\", \"subscriptionId\": \"fence\"}");
        assertThat(session.next()).as("after the last frame").contains("unsubscribed", "fence");
    }
}
