package dev.sia.cli.agent.log;

import dev.sia.api.agent.v1.LogLine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Decides which lines of an attempt are sent next.
 *
 * <p>A line is sent as soon as it exists when the last few were sent a little while ago; otherwise it waits some milliseconds for
 * others, so that a slow trickle does not become a batch, and a commit at the server, for every line. What fills a batch is sent at
 * once. A few batches are under way at a time; while there is no room among them, lines gather. An acknowledgement that does not move although lines are under way
 * means that a batch left a hole: everything after it is sent again, and likewise when none comes for a while.
 *
 * <p>Not thread-safe: its attempt guards it.
 */
public final class LogShipper {
    private static final int WINDOW = 4;
    private static final Duration STALL = Duration.ofSeconds(15);
    private static final long LINGER_NANOS = Duration.ofMillis(8).toNanos();
    private static final long NEVER = -1;

    private final LogSpool spool;
    private final LongSupplier nanoTime;
    private final Deque<Long> underWay = new ArrayDeque<>();
    private long ackedSeq;
    private long sentSeq;
    private long resentAfter = NEVER;
    private long progressAt;
    /** Until when lines that fill no batch wait. */
    private long lingerUntil;

    /** Lines to send together, the first of them with this number. */
    public record Batch(long firstSeq, List<LogLine> lines) {}

    /** Ships what is in the spool. */
    public LogShipper(LogSpool spool, LongSupplier nanoTime) {
        this.spool = spool;
        this.nanoTime = nanoTime;
        this.lingerUntil = nanoTime.getAsLong();
    }

    /** Highest number that the server has stored. */
    public long ackedSeq() {
        return ackedSeq;
    }

    /**
     * A new session: whatever was under way is sent again from what the server says it has stored.
     *
     * @throws IOException when the server has less than it once acknowledged; those lines are gone from the spool
     */
    public void restart(long storedSeq) throws IOException {
        if (storedSeq < ackedSeq) {
            throw new IOException("the server acknowledged line " + ackedSeq + " and now has only " + storedSeq);
        }
        advance(storedSeq);
        rewind();
        resentAfter = NEVER;
    }

    /** The next batch to send now, if any. */
    public Optional<Batch> next(LogLimits limits) throws IOException {
        if (!underWay.isEmpty() && nanoTime.getAsLong() - progressAt > STALL.toNanos()) {
            rewind();
        }
        if (underWay.size() >= WINDOW || lingers(limits)) {
            return Optional.empty();
        }
        List<LogLine> lines = spool.read(sentSeq + 1, limits.batchLines(), limits.batchBytes());
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        if (underWay.isEmpty()) {
            progressAt = nanoTime.getAsLong();
        }
        Batch batch = new Batch(sentSeq + 1, lines);
        sentSeq += lines.size();
        underWay.addLast(sentSeq);
        lingerUntil = nanoTime.getAsLong() + (sentSeq < spool.lastSeq() ? 0 : LINGER_NANOS);
        return Optional.of(batch);
    }

    /** How long until lines that wait for others are sent; empty when none wait. */
    public OptionalLong lingersForNanos() {
        long left = lingerUntil - nanoTime.getAsLong();
        boolean waiting = left > 0 && sentSeq < spool.lastSeq() && underWay.size() < WINDOW;
        return waiting ? OptionalLong.of(left) : OptionalLong.empty();
    }

    private boolean lingers(LogLimits limits) {
        return lingerUntil - nanoTime.getAsLong() > 0 && spool.lastSeq() - sentSeq < limits.batchLines() / 2;
    }

    /** The server has stored everything up to and with this number. */
    public void acknowledged(long seq) throws IOException {
        if (seq > ackedSeq) {
            advance(seq);
        } else if (seq == ackedSeq && sentSeq > ackedSeq && resentAfter != seq) {
            rewind();
            resentAfter = seq;
        }
    }

    private void advance(long seq) throws IOException {
        ackedSeq = Math.max(ackedSeq, Math.min(seq, spool.lastSeq()));
        sentSeq = Math.max(sentSeq, ackedSeq);
        progressAt = nanoTime.getAsLong();
        while (!underWay.isEmpty() && underWay.getFirst() <= ackedSeq) {
            underWay.removeFirst();
        }
        spool.acknowledge(ackedSeq);
    }

    private void rewind() {
        sentSeq = ackedSeq;
        underWay.clear();
        progressAt = nanoTime.getAsLong();
    }
}
