package dev.sia.cli.agent.log;

import dev.sia.api.agent.v1.LogLine;
import dev.sia.sdk.LogDigest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The unacknowledged records of one attempt, on disk, numbered from 1, and the digest of all of them.
 *
 * <p>Bounded: when it is full, {@link #append} blocks until the server has acknowledged some, so that the command blocks and
 * nothing is lost. Only when the server acknowledges nothing for longer than the patience, lines are dropped and counted; as soon as
 * there is room again, or at the end, a record that says how many takes the next number. The files do not outlive the agent's process
 * and are therefore not forced to disk.
 */
public final class LogSpool implements AutoCloseable {
    /** What {@link #append} answers for a line that was dropped. */
    public static final long DROPPED = 0;

    private static final int SEGMENTS = 16;

    private final Path directory;
    private final long capacityBytes;
    private final Runnable onChange;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition hasRoom = lock.newCondition();
    private final Deque<Segment> segments = new ArrayDeque<>();
    private final LogDigest digest = new LogDigest();
    private final Overflow overflow;
    private long bytes;
    private long lastSeq;
    private long ackedSeq;
    private boolean finished;
    private boolean closed;

    /**
     * An empty spool.
     *
     * @param capacityBytes most bytes on disk; a single line longer than this is still taken when the spool is empty
     * @param patience how long a writer waits for room while the server acknowledges nothing
     * @param onChange called after every appended line
     */
    public LogSpool(Path directory, long capacityBytes, Duration patience, Runnable onChange) {
        this.directory = directory;
        this.capacityBytes = capacityBytes;
        this.overflow = new Overflow(patience, System::nanoTime);
        this.onChange = onChange;
    }

    /**
     * Appends a line; blocks while the spool is full.
     *
     * @return the line's number; {@link #DROPPED} when it was dropped
     * @throws SpoolClosedException when the spool is closed or finished
     * @throws IOException when the disk does not take it
     */
    public long append(LogLine line) throws IOException {
        byte[] message = line.toByteArray();
        long seq;
        lock.lock();
        try {
            if (!awaitRoom(Segment.sizeOf(message))) {
                overflow.drop(line);
                return DROPPED;
            }
            recordDrops();
            seq = store(line, message);
        } finally {
            lock.unlock();
        }
        onChange.run();
        return seq;
    }

    /** Takes no more; what was dropped and not yet recorded is recorded, whether there is room or not. */
    public void finish() throws IOException {
        lock.lock();
        try {
            if (!closed) {
                finished = true;
                hasRoom.signalAll();
                recordDrops();
            }
        } finally {
            lock.unlock();
        }
        onChange.run();
    }

    /** The digest of all records so far. */
    public byte[] digest() {
        lock.lock();
        try {
            return digest.value();
        } finally {
            lock.unlock();
        }
    }

    /** Consecutive lines from a number on, as many as there are within the bounds; at least one if there is any. */
    public List<LogLine> read(long firstSeq, int maxLines, int maxTextBytes) throws IOException {
        lock.lock();
        try {
            List<LogLine> lines = new ArrayList<>();
            long textBytes = 0;
            for (Segment segment : segments) {
                LogLine line = segment.read(firstSeq + lines.size());
                while (line != null) {
                    textBytes += line.getTextBytes().size();
                    if (!lines.isEmpty() && textBytes > maxTextBytes) {
                        return lines;
                    }
                    lines.add(line);
                    if (lines.size() >= maxLines) {
                        return lines;
                    }
                    line = segment.read(firstSeq + lines.size());
                }
            }
            return lines;
        } finally {
            lock.unlock();
        }
    }

    /** Removes what the server has stored. */
    public void acknowledge(long seq) throws IOException {
        lock.lock();
        try {
            long stored = Math.min(seq, lastSeq);
            if (stored > ackedSeq) {
                ackedSeq = stored;
                overflow.progress();
            }
            while (segments.size() > 1 && segments.getFirst().lastSeq() <= ackedSeq) {
                removeFirst();
            }
            if (!closed && overflow.any() && fits(0)) {
                recordDrops();
            }
            hasRoom.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Number of the last line; 0 when there is none. */
    public long lastSeq() {
        lock.lock();
        try {
            return lastSeq;
        } finally {
            lock.unlock();
        }
    }

    /** Bytes on disk now. */
    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** Removes the files; whoever is blocked in {@link #append} gets a {@link SpoolClosedException}. */
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            while (!segments.isEmpty()) {
                removeFirst();
            }
            hasRoom.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for room; false when the line is to be dropped. */
    private boolean awaitRoom(long needed) throws IOException {
        long waitingSince = overflow.now();
        while (!closed && !finished && !fits(needed)) {
            long patience = overflow.patienceNanos(waitingSince);
            if (patience <= 0) {
                return false;
            }
            awaitSignal(patience);
        }
        if (closed || finished) {
            throw new SpoolClosedException();
        }
        return true;
    }

    private void awaitSignal(long nanos) throws IOException {
        try {
            var unused = hasRoom.awaitNanos(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the log spool was full");
        }
    }

    /** Whether so many bytes fit, with the record of what was dropped before them. */
    private boolean fits(long needed) throws IOException {
        long all = needed + (overflow.any() ? Overflow.RECORD_BYTES : 0);
        while (bytes > 0 && bytes + all > capacityBytes && ackedSeq == lastSeq) {
            removeFirst();
        }
        return bytes == 0 || bytes + all <= capacityBytes;
    }

    private void recordDrops() throws IOException {
        if (overflow.any()) {
            LogLine record = overflow.record();
            store(record, record.toByteArray());
            overflow.recorded();
        }
    }

    private long store(LogLine line, byte[] message) throws IOException {
        writable().append(message);
        bytes += Segment.sizeOf(message);
        digest.add(Records.digested(line));
        return ++lastSeq;
    }

    private Segment writable() throws IOException {
        Segment last = segments.peekLast();
        if (last == null || last.size() >= capacityBytes / SEGMENTS) {
            last = Segment.create(directory, lastSeq + 1);
            segments.addLast(last);
        }
        return last;
    }

    private void removeFirst() throws IOException {
        Segment first = segments.removeFirst();
        bytes -= first.size();
        first.delete();
    }
}
