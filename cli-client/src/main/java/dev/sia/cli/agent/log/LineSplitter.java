package dev.sia.cli.agent.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Turns a stream of bytes into lines of valid text.
 *
 * <p>Malformed UTF-8 and NUL become U+FFFD, and the line is marked as repaired. A line longer than the limit is cut between two
 * characters into pieces, all but the last marked as continued. Memory is bounded by the limit.
 */
public final class LineSplitter {
    private static final char REPLACEMENT = '\uFFFD';
    private static final int BUFFER = 4096;

    private final int maxLineBytes;
    private final LineSink sink;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final ByteBuffer undecoded = ByteBuffer.allocate(BUFFER);
    private final CharBuffer decoded = CharBuffer.allocate(BUFFER);
    private final StringBuilder line = new StringBuilder();
    private int lineBytes;
    private boolean carriageReturn;
    private boolean repaired;

    /**
     * One line, or one piece of a long one.
     *
     * @param text without the line end
     * @param continued the next one is more of the same line
     * @param repaired something in it is U+FFFD that was not when it was written
     */
    public record Line(String text, boolean continued, boolean repaired) {}

    /** Takes one line after another. */
    public interface LineSink {
        /** Takes the next. */
        void line(Line line) throws IOException;
    }

    /** Makes one for lines of at most so many bytes of UTF-8, at least 4, the longest character. */
    public LineSplitter(int maxLineBytes, LineSink sink) {
        this.maxLineBytes = Math.max(4, maxLineBytes);
        this.sink = sink;
    }

    /** Takes the next bytes and passes on the lines that they complete. */
    public void write(byte[] bytes, int length) throws IOException {
        int offset = 0;
        while (offset < length) {
            int count = Math.min(length - offset, undecoded.remaining());
            undecoded.put(bytes, offset, count);
            offset += count;
            decode(false);
        }
    }

    /** Passes on what is left when the stream ends without a line end. */
    public void end() throws IOException {
        decode(true);
        decoder.flush(decoded);
        drain();
        endCarriageReturn();
        if (!line.isEmpty()) {
            emit(false);
        }
    }

    private void decode(boolean endOfInput) throws IOException {
        undecoded.flip();
        CoderResult result;
        do {
            result = decoder.decode(undecoded, decoded, endOfInput);
            drain();
            if (result.isError()) {
                undecoded.position(undecoded.position() + result.length());
                endCarriageReturn();
                append(REPLACEMENT, true);
            }
        } while (!result.isUnderflow());
        undecoded.compact();
    }

    private void drain() throws IOException {
        decoded.flip();
        while (decoded.hasRemaining()) {
            take(decoded.get());
        }
        decoded.clear();
    }

    private void take(char c) throws IOException {
        if (c == '\n') {
            carriageReturn = false;
            emit(false);
            return;
        }
        endCarriageReturn();
        if (c == '\r') {
            carriageReturn = true;
        } else {
            append(c == '\0' ? REPLACEMENT : c, c == '\0');
        }
    }

    /** One that no line end follows is part of the line. */
    private void endCarriageReturn() throws IOException {
        if (carriageReturn) {
            carriageReturn = false;
            append('\r', false);
        }
    }

    private void append(char c, boolean isRepair) throws IOException {
        int bytes = utf8Bytes(c);
        if (lineBytes + bytes > maxLineBytes) {
            emit(true);
        }
        line.append(c);
        lineBytes += bytes;
        repaired |= isRepair;
    }

    private void emit(boolean continued) throws IOException {
        Line finished = new Line(line.toString(), continued, repaired);
        line.setLength(0);
        lineBytes = 0;
        repaired = false;
        sink.line(finished);
    }

    /** A surrogate pair counts its four bytes at the first half, so that it is never cut. */
    private static int utf8Bytes(char c) {
        if (c < 0x80) {
            return 1;
        }
        if (c < 0x800) {
            return 2;
        }
        if (Character.isHighSurrogate(c)) {
            return 4;
        }
        return Character.isLowSurrogate(c) ? 0 : 3;
    }
}
