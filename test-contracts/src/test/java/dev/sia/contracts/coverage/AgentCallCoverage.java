package dev.sia.contracts.coverage;

import au.com.dius.pact.core.model.V4Interaction;
import au.com.dius.pact.core.model.v4.MessageContents;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.contracts.agent.AgentRefusals;
import dev.sia.contracts.coverage.Coverage.Seen;
import dev.sia.contracts.pact.Comparison;
import dev.sia.contracts.pact.Pacts;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The statuses that the comments of each call of the agents' contract declare: no file says them in another way. */
final class AgentCallCoverage {
    private static final Pattern CALL = Pattern.compile("((?:[ \\t]*//[^\\n]*\\n)*)[ \\t]*rpc (\\w+)\\(");
    private static final Pattern WORD = Pattern.compile("\\b[A-Z][A-Z_]+\\b");
    private static final List<String> CODES =
            Stream.of(Status.Code.values()).map(Enum::name).toList();

    private AgentCallCoverage() {}

    /** @param proto the text of the contract */
    static Coverage of(String proto, PactFiles pacts) {
        return Coverage.of("Agents (gRPC), statuses", "add it to AgentRefusals", declared(proto), seen(pacts));
    }

    static List<Cell> declared(String proto) {
        return CALL.matcher(proto)
                .results()
                .flatMap(call -> WORD.matcher(call.group(1))
                        .results()
                        .map(MatchResult::group)
                        .filter(CODES::contains)
                        .distinct()
                        .map(code -> new Cell(call.group(2), code)))
                .toList();
    }

    private static List<Seen> seen(PactFiles pacts) {
        List<Seen> seen = new ArrayList<>();
        for (PactFiles.Told told : pacts.interactions(Pacts.AGENT)) {
            switch (told.interaction()) {
                case V4Interaction.SynchronousMessages it ->
                    it.getResponse().stream()
                            .filter(AgentCallCoverage::isStatus)
                            .map(status -> new Seen(told.consumer(), cell(call(it.getRequest()), status)))
                            .forEach(seen::add);
                case V4Interaction.AsynchronousMessage it
                when isStatus(it.getContents()) ->
                    seen.add(new Seen(told.consumer(), cell("Connect", it.getContents())));
                default -> {
                    // Another message.
                }
            }
        }
        return seen;
    }

    private static boolean isStatus(MessageContents contents) {
        return Comparison.kind(contents).equals(AgentRefusals.STATUS);
    }

    private static String call(MessageContents request) {
        return ConnectRequest.getDescriptor().getFile().getServices().stream()
                .flatMap(service -> service.getMethods().stream())
                .filter(method -> method.getInputType().getFullName().equals(Comparison.kind(request)))
                .findFirst()
                .map(MethodDescriptor::getName)
                .orElseThrow();
    }

    private static Cell cell(String call, MessageContents status) {
        try {
            return new Cell(
                    call,
                    new JsonMapper()
                            .readTree(status.getContents().valueAsString())
                            .path("code")
                            .asText());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
