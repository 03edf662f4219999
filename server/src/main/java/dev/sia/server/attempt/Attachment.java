package dev.sia.server.attempt;

import java.util.List;

/**
 * What an agent that attached is to be told.
 *
 * @param verdicts one for each held attempt, in their order
 * @param offers offers that it has not answered, to be sent again
 * @param cancels attempts that it is to stop
 */
public record Attachment(
        long sessionEpoch, List<Verdict> verdicts, List<AttemptOffer> offers, List<CancelRequest> cancels) {

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
