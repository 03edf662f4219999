package dev.sia.cli.agent.log;

import dev.sia.api.agent.v1.LogLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The unacknowledged lines of one attempt, on disk, numbered from 1.
 *
 * <p>Bounded: when it is full, {@link #append} blocks until the server has acknowledged some, so that the command blocks and
 * nothing is dropped. The files do not outlive the agent's process and are therefore not forced to disk.
 */
public final class LogSpool implements AutoCloseable {
    private static final int SEGMENTS = 16;

    private final Path directory;
    private final long capacityBytes;
    private final Runnable onChange;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition hasRoom = lock.newCondition();
    private final Deque<Segment> segments = new ArrayDeque<>();
    private long bytes;
    private long lastSeq;
    private long ackedSeq;
    private boolean closed;

    /**
     * An empty spool.
     *
     * @param capacityBytes most bytes on disk; a single line longer than this is still taken when the spool is empty
     * @param onChange called after every appended line
     */
    public LogSpool(Path directory, long capacityBytes, Runnable onChange) {
        this.directory = directory;
        this.capacityBytes = capacityBytes;
        this.onChange = onChange;
    }

    /**
     * Appends a line; blocks while the spool is full.
     *
     * @return the line's number
     * @throws SpoolClosedException when the spool is closed
     * @throws IOException when the disk does not take it
     */
    public long append(LogLine line) throws IOException {
        byte[] message = line.toByteArray();
        long seq;
        lock.lock();
        try {
            awaitRoom(Integer.BYTES + message.length);
            Segment segment = writable();
            segment.append(message);
            bytes += Integer.BYTES + message.length;
            seq = ++lastSeq;
        } finally {
            lock.unlock();
        }
        onChange.run();
        return seq;
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

    /** Drops what the server has stored. */
    public void acknowledge(long seq) throws IOException {
        lock.lock();
        try {
            ackedSeq = Math.max(ackedSeq, Math.min(seq, lastSeq));
            while (segments.size() > 1 && segments.getFirst().lastSeq() <= ackedSeq) {
                dropFirst();
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
                dropFirst();
            }
            hasRoom.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void awaitRoom(long needed) throws IOException {
        while (!closed && bytes > 0 && bytes + needed > capacityBytes) {
            if (ackedSeq == lastSeq) {
                dropFirst();
            } else {
                hasRoom.awaitUninterruptibly();
            }
        }
        if (closed) {
            throw new SpoolClosedException();
        }
    }

    private Segment writable() throws IOException {
        Segment last = segments.peekLast();
        if (last == null || last.size() >= capacityBytes / SEGMENTS) {
            last = Segment.create(directory, lastSeq + 1);
            segments.addLast(last);
        }
        return last;
    }

    private void dropFirst() throws IOException {
        Segment first = segments.removeFirst();
        bytes -= first.size();
        first.delete();
    }
}
