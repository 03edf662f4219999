package dev.sia.server.attempt;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an agent that attached is to be told.
 *
 * @param verdicts one for each held attempt, in their order
 * @param offers offers that it has not answered, to be sent again
 * @param cancels attempts that it is to stop
 * @param hints words of people that it has not passed on
 * @param drain why it is offered nothing, when somebody asked for that; else null
 */
public record Attachment(
        long sessionEpoch,
        List<Verdict> verdicts,
        List<AttemptOffer> offers,
        List<CancelRequest> cancels,
        List<AttemptHint> hints,
        @Nullable String drain) {

    /** Whether a held attempt goes on. */
    public sealed interface Verdict {
        AttemptId id();
    }

    /** It goes on after the log line that was stored last. */
    public record Continue(AttemptId id, long ackedLogSeq) implements Verdict {}

    /** Its lease is gone, or its result is stored. */
    public record Abandon(AttemptId id, String reason) implements Verdict {}

    /** An attempt to stop, and why. */
    public record CancelRequest(AttemptId id, String reason) {}
}
