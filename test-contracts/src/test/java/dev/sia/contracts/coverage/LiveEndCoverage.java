package dev.sia.contracts.coverage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sia.contracts.coverage.Coverage.Seen;
import dev.sia.contracts.live.LiveClose;
import dev.sia.contracts.pact.Pacts;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** How live sessions and their subscriptions end: the close codes, and the codes of error frames, that the channel declares. */
final class LiveEndCoverage {
    private static final String CLOSE = "close";
    private static final String ERROR = "error";

    private LiveEndCoverage() {}

    /** @param asyncApi the contract, read already */
    static Coverage of(Map<?, ?> asyncApi, PactFiles pacts) {
        List<Seen> seen = pacts.messages(Pacts.LIVE).stream()
                .flatMap(message -> cell(message.json()).map(cell -> new Seen(message.consumer(), cell)).stream())
                .toList();
        return Coverage.of(
                "Live (WebSocket), close and error codes",
                "add it to LiveRefusals, and the state that brings it about to LiveStates",
                declared(asyncApi),
                seen);
    }

    private static List<Cell> declared(Map<?, ?> asyncApi) {
        Map<?, ?> channels = (Map<?, ?>) Objects.requireNonNull(asyncApi.get("channels"));
        return channels.values().stream()
                .map(channel -> (Map<?, ?>) channel)
                .flatMap(channel ->
                        Stream.concat(cells(CLOSE, channel, "x-close-codes"), cells(ERROR, channel, "x-error-codes")))
                .toList();
    }

    private static Stream<Cell> cells(String end, Map<?, ?> channel, String member) {
        List<?> codes = (List<?>) Objects.requireNonNull(channel.get(member), member);
        return codes.stream().map(code -> new Cell(end, String.valueOf(code)));
    }

    private static Optional<Cell> cell(JsonNode message) {
        Optional<Cell> close = LiveClose.in(message).map(it -> new Cell(CLOSE, Integer.toString(it.code())));
        return close.isEmpty() && message.path("type").asText().equals(ERROR)
                ? Optional.of(new Cell(ERROR, message.path("code").asText()))
                : close;
    }
}
