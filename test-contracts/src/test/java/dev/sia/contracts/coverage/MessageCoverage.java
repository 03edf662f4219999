package dev.sia.contracts.coverage;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.contracts.agent.AgentRefusals;
import dev.sia.contracts.coverage.Coverage.Seen;
import dev.sia.contracts.live.LiveClose;
import dev.sia.contracts.pact.Comparison;
import dev.sia.contracts.pact.Pacts;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Frames in both directions, of agents and of live sessions. */
final class MessageCoverage {
    private static final String FRAME = "frame";
    private static final List<Descriptor> STREAMS =
            List.of(ConnectRequest.getDescriptor(), ConnectResponse.getDescriptor());

    private MessageCoverage() {}

    static Coverage ofAgents(PactFiles pacts) {
        Stream<String> frames = STREAMS.stream()
                .flatMap(stream ->
                        stream.getFields().stream().map(frame -> stream.getFullName() + "." + frame.getJsonName()));
        List<Cell> declared = Stream.concat(unaryMessages(), frames)
                .map(MessageCoverage::cell)
                .toList();
        List<Seen> seen = pacts.messages(Pacts.AGENT).stream()
                .filter(message -> !Comparison.kind(message.contents()).equals(AgentRefusals.STATUS))
                .map(message -> new Seen(message.consumer(), cell(agentFrame(message))))
                .toList();
        return Coverage.of("Agents (gRPC), frames", "add it to AgentInteractions", declared, seen);
    }

    /** Requests and responses of every RPC that is no stream. */
    private static Stream<String> unaryMessages() {
        return ConnectRequest.getDescriptor().getFile().getServices().stream()
                .flatMap(service -> service.getMethods().stream())
                .filter(method -> !method.isClientStreaming())
                .flatMap(MessageCoverage::messages);
    }

    private static Stream<String> messages(MethodDescriptor method) {
        return Stream.of(
                method.getInputType().getFullName(), method.getOutputType().getFullName());
    }

    private static String agentFrame(PactFiles.Message message) {
        String kind = Comparison.kind(message.contents());
        boolean inStream =
                STREAMS.stream().anyMatch(stream -> stream.getFullName().equals(kind));
        return inStream ? kind + "." + message.json().fieldNames().next() : kind;
    }

    /** @param asyncApi the contract, read already */
    static Coverage ofLive(Map<?, ?> asyncApi, PactFiles pacts) {
        Map<?, ?> components = (Map<?, ?>) Objects.requireNonNull(asyncApi.get("components"));
        Map<?, ?> messages = (Map<?, ?>) Objects.requireNonNull(components.get("messages"));
        List<Cell> declared = messages.values().stream()
                .map(message -> cell(String.valueOf(((Map<?, ?>) message).get("name"))))
                .toList();
        List<Seen> seen = pacts.messages(Pacts.LIVE).stream()
                .filter(message -> LiveClose.in(message.json()).isEmpty())
                .map(message -> new Seen(
                        message.consumer(), cell(message.json().path("type").asText())))
                .toList();
        return Coverage.of("Live (WebSocket), frames", "add it to LiveInteractions", declared, seen);
    }

    private static Cell cell(String frame) {
        return new Cell(frame, FRAME);
    }
}
