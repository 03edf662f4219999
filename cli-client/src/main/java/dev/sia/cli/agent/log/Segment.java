package dev.sia.cli.agent.log;

import dev.sia.api.agent.v1.LogLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** One file of a spool: consecutive lines, each a length and an encoded message. Not thread-safe. */
final class Segment {
    private final Path file;
    private final FileChannel channel;
    private final long firstSeq;
    private long nextSeq;
    private long size;
    private long cursorSeq;
    private long cursorPosition;

    private Segment(Path file, FileChannel channel, long firstSeq) {
        this.file = file;
        this.channel = channel;
        this.firstSeq = firstSeq;
        this.nextSeq = firstSeq;
        this.cursorSeq = firstSeq;
    }

    static Segment create(Path directory, long firstSeq) throws IOException {
        Path file = directory.resolve("log-" + firstSeq);
        FileChannel channel = FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        return new Segment(file, channel, firstSeq);
    }

    /** What a message takes in the file. */
    static long sizeOf(byte[] message) {
        return (long) Integer.BYTES + message.length;
    }

    long size() {
        return size;
    }

    long lastSeq() {
        return nextSeq - 1;
    }

    boolean holds(long seq) {
        return seq >= firstSeq && seq < nextSeq;
    }

    void append(byte[] message) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Integer.BYTES + message.length);
        buffer.putInt(message.length).put(message).flip();
        long position = size;
        try {
            while (buffer.hasRemaining()) {
                position += channel.write(buffer, position);
            }
        } catch (IOException e) {
            channel.truncate(size);
            throw e;
        }
        size = position;
        nextSeq++;
    }

    /** The line of this number, or null when it is not here. Reading in order costs the same for every line. */
    @Nullable
    LogLine read(long seq) throws IOException {
        if (!holds(seq)) {
            return null;
        }
        if (cursorSeq > seq) {
            cursorSeq = firstSeq;
            cursorPosition = 0;
        }
        while (cursorSeq < seq) {
            cursorPosition += Integer.BYTES + length(cursorPosition);
            cursorSeq++;
        }
        int length = length(cursorPosition);
        LogLine line = LogLine.parseFrom(fill(ByteBuffer.allocate(length), cursorPosition + Integer.BYTES));
        cursorPosition += Integer.BYTES + length;
        cursorSeq++;
        return line;
    }

    private int length(long position) throws IOException {
        return fill(ByteBuffer.allocate(Integer.BYTES), position).getInt();
    }

    private ByteBuffer fill(ByteBuffer buffer, long position) throws IOException {
        long at = position;
        while (buffer.hasRemaining()) {
            int read = channel.read(buffer, at);
            if (read < 0) {
                throw new IOException("the log spool " + file + " was cut short");
            }
            at += read;
        }
        return buffer.flip();
    }

    void delete() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }
}
