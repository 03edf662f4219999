package dev.sia.contracts.agent;

import static org.assertj.core.api.Assertions.assertThat;

import au.com.dius.pact.core.model.Interaction;
import au.com.dius.pact.core.model.V4Interaction;
import au.com.dius.pact.core.model.v4.MessageContents;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import dev.sia.api.agent.v1.AgentServiceGrpc;
import dev.sia.api.agent.v1.ConfirmCredentialRequest;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.api.agent.v1.EnrolRequest;
import dev.sia.api.agent.v1.LogBatch;
import dev.sia.api.agent.v1.Offer;
import dev.sia.api.agent.v1.RotateCredentialRequest;
import dev.sia.contracts.ScriptedAgent;
import dev.sia.contracts.TestServer;
import dev.sia.contracts.pact.Comparison;
import dev.sia.contracts.pact.Pacts;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Whether the real server keeps every pact of the agents: each message is said on a live stream, and every answer is compared,
 * and their number.
 */
class AgentProviderIT {
    @RegisterExtension
    static final TestServer server = new TestServer();

    private static final JsonFormat.Printer PRINTER = JsonFormat.printer().alwaysPrintFieldsWithNoPresence();

    @TestFactory
    Stream<DynamicTest> keepsThePact() {
        List<Interaction> interactions = Pacts.read(AgentInteractions.CONSUMER, Pacts.AGENT);
        assertThat(interactions).isNotEmpty();
        return interactions.stream()
                .map(interaction -> DynamicTest.dynamicTest(interaction.getDescription(), () -> verify(interaction)));
    }

    private static void verify(Interaction interaction) throws InvalidProtocolBufferException {
        if (interaction.getDescription().equals(AgentInteractions.GO_AWAY)) {
            verifyStop((V4Interaction.AsynchronousMessage) interaction);
            return;
        }
        String state = interaction.getProviderStates().getFirst().getName();
        try (AgentScene scene = AgentScene.of(server.tenant(), state)) {
            switch (interaction) {
                case V4Interaction.SynchronousMessages it
                when isUnary(it.getRequest()) -> compare(it.getResponse(), List.of(call(scene, it.getRequest())));
                case V4Interaction.SynchronousMessages it -> {
                    compare(it.getResponse(), answers(scene, it.getRequest()));
                    scene.checkEffectOf(it.getDescription());
                }
                case V4Interaction.AsynchronousMessage it -> compare(List.of(it.getContents()), message(scene, it));
                default -> throw new AssertionError("Not a message: " + interaction);
            }
        }
    }

    /** On a server of its own, because it is the last word of one. */
    private static void verifyStop(V4Interaction.AsynchronousMessage expected) throws InvalidProtocolBufferException {
        String state = expected.getProviderStates().getFirst().getName();
        try (TestServer stopping = TestServer.ofItsOwn();
                AgentScene scene = AgentScene.of(stopping.tenant(), state)) {
            stopping.close();
            compare(List.of(expected.getContents()), List.of(scene.agent().next()));
            AgentRefusalProviderIT.compareEndByStop(scene.agent().ended());
        }
    }

    private static boolean isUnary(MessageContents contents) {
        return !ConnectRequest.getDescriptor().getFullName().equals(Comparison.kind(contents));
    }

    private static MessageOrBuilder call(AgentScene scene, MessageContents request)
            throws InvalidProtocolBufferException {
        String kind = Comparison.kind(request);
        AgentServiceGrpc.AgentServiceBlockingStub server =
                AgentServiceGrpc.newBlockingStub(scene.tenant().channel());
        if (kind.equals(EnrolRequest.getDescriptor().getFullName())) {
            EnrolRequest.Builder frame = EnrolRequest.newBuilder();
            JsonFormat.parser().merge(Comparison.filled(request, scene.values()), frame);
            return server.withInterceptors(ScriptedAgent.bearer(scene.tenant().enrolmentToken()))
                    .enrol(frame.build());
        }
        AgentServiceGrpc.AgentServiceBlockingStub known =
                server.withInterceptors(ScriptedAgent.bearer(scene.credential()));
        return kind.equals(RotateCredentialRequest.getDescriptor().getFullName())
                ? known.rotateCredential(RotateCredentialRequest.getDefaultInstance())
                : known.confirmCredential(ConfirmCredentialRequest.getDefaultInstance());
    }

    private static List<ConnectResponse> answers(AgentScene scene, MessageContents request)
            throws InvalidProtocolBufferException {
        ConnectRequest.Builder frame = ConnectRequest.newBuilder();
        JsonFormat.parser().merge(Comparison.filled(request, scene.values()), frame);
        scene.agent().send(frame.build());
        return untilFence(scene.agent(), frame.hasRejectOffer()).stream()
                .filter(next -> !scene.isRepeated(next))
                .toList();
    }

    /**
     * All that the server says before it answers a frame about an attempt that never was. Frames are answered in their order, so
     * nothing that belongs to the ones before can come after.
     *
     * @param offersMayCome when the job goes back to its queue, whose next free agent may be this one
     */
    private static List<ConnectResponse> untilFence(ScriptedAgent agent, boolean offersMayCome) {
        String never = UUID.randomUUID().toString();
        agent.send(ConnectRequest.newBuilder()
                .setLogBatch(LogBatch.newBuilder(ScriptedAgent.batch(
                                Offer.newBuilder().setLease("none").build(), 1, 1))
                        .setAttemptId(never))
                .build());
        List<ConnectResponse> answers = new ArrayList<>();
        for (ConnectResponse next = agent.next();
                !next.getLeaseLost().getAttemptId().equals(never);
                next = agent.next()) {
            if (!(next.hasOffer() && offersMayCome)) {
                answers.add(next);
            }
        }
        return answers;
    }

    private static List<ConnectResponse> message(AgentScene scene, V4Interaction.AsynchronousMessage expected) {
        if (expected.getDescription().equals(AgentInteractions.SERVER_HEARTBEAT)) {
            scene.agent().hearHeartbeats();
            return List.of(scene.agent().next());
        }
        ConnectResponse first = scene.agent().next();
        List<ConnectResponse> said = new ArrayList<>(List.of(first));
        // Hints and cancellations are said again, in the same words, until they are acknowledged.
        boolean repeated = first.hasHint() || first.hasCancel();
        untilFence(scene.agent(), false).stream()
                .filter(next -> !(repeated && next.equals(first)))
                .forEach(said::add);
        return said;
    }

    private static void compare(List<MessageContents> expected, List<? extends MessageOrBuilder> actual)
            throws InvalidProtocolBufferException {
        List<String> printed = new ArrayList<>();
        for (MessageOrBuilder message : actual) {
            printed.add(PRINTER.print(message));
        }
        assertThat(printed).as("answers").hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(Comparison.difference(expected.get(i), printed.get(i)))
                    .as("answer %d, %s", i + 1, printed.get(i))
                    .isEmpty();
        }
    }
}
