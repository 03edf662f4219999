package dev.sia.contracts.audit;

import com.google.protobuf.ByteString;
import dev.sia.api.agent.v1.LogBatch;
import dev.sia.api.agent.v1.LogLine;
import dev.sia.api.agent.v1.Offer;
import dev.sia.sdk.LogDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * All that an agent knows of an attempt: its order, every record, and what was acknowledged. Survives the agent, as a disk does. Used
 * by the agent's thread while it runs and by the auditor afterwards.
 */
final class AttemptLedger {
    private final UUID organization;
    private final Offer offer;
    /** After so many records the attempt is over. */
    private final int size;

    private final List<LogLine> lines = new ArrayList<>();
    private final LogDigest digest = new LogDigest();
    private long sent;
    private long acked;
    private long takenBack;
    private volatile boolean settled;

    AttemptLedger(UUID organization, Offer offer, int size) {
        this.organization = organization;
        this.offer = offer;
        this.size = size;
    }

    Offer offer() {
        return offer;
    }

    /** How many records are to be written yet. */
    int rest() {
        return size - lines.size();
    }

    /** Number of the last record that was written. */
    long written() {
        return lines.size();
    }

    /** Number of the last record that was sent on the present stream, or acknowledged. */
    long sent() {
        return sent;
    }

    long acked() {
        return acked;
    }

    boolean isSettled() {
        return settled;
    }

    /** The result is stored. */
    void settle() {
        settled = true;
    }

    /** Writes a record. It is not sent by that. */
    void write(LogLine line) {
        lines.add(line);
        AuditedLine entry = AuditedLine.of(written(), line);
        digest.add(new LogDigest.Entry(
                entry.at(),
                line.getStreamValue(),
                line.getStepValue(),
                entry.continued(),
                entry.repaired(),
                entry.droppedLines(),
                entry.text()));
    }

    /** Records that are written, to be sent; counts them as sent when they follow what was. */
    LogBatch batch(long firstSeq, long lastSeq) {
        if (firstSeq <= sent + 1) {
            sent = Math.max(sent, lastSeq);
        }
        return LogBatch.newBuilder()
                .setAttemptId(offer.getAttemptId())
                .setLease(offer.getLease())
                .setFirstSeq(firstSeq)
                .addAllLines(lines.subList((int) firstSeq - 1, (int) lastSeq))
                .build();
    }

    /**
     * Takes note of what the server says it has. Less than it had before is a fault for good, although this agent, unlike a real one,
     * can send again what it need not keep any more.
     */
    void acknowledged(long seq) {
        if (seq < acked) {
            takenBack += acked - seq;
            sent = seq;
        }
        acked = Math.max(acked, seq);
    }

    /** What was sent and not acknowledged has to be sent again, from the record after this one. */
    void goOnAfter(long seq) {
        acknowledged(seq);
        sent = seq;
    }

    ByteString digest() {
        return ByteString.copyFrom(digest.value());
    }

    @Override
    public String toString() {
        return "attempt %s of job %s: %d of %d written, %d sent, %d acknowledged"
                .formatted(offer.getAttemptId(), offer.getJobId(), written(), size, sent, acked);
    }

    /** For the auditor. */
    Written toWritten() {
        List<AuditedLine> entries = new ArrayList<>();
        lines.forEach(line -> entries.add(AuditedLine.of(entries.size() + 1L, line)));
        LogName name = new LogName(organization, UUID.fromString(offer.getJobId()), offer.getAttemptNumber());
        return new Written(name, entries, acked, takenBack, HexFormat.of().formatHex(digest.value()));
    }
}
