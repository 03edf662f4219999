package dev.sia.cli.agent.mask;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Replaces secrets in a stream of bytes by {@code ***}, wherever the stream is cut into reads. Secrets that overlap or touch become
 * one.
 *
 * <p>Only an end of the stream that is the beginning of a secret is held back, so at most the length of the longest secret.
 */
public final class MaskingStream {
    private static final byte[] MASK = Masker.MASK.getBytes(StandardCharsets.US_ASCII);
    private static final int OUTPUT_BYTES = 8 * 1024;

    private final Masker masker;
    private final ByteSink sink;
    /** The bytes that are held back, in a ring, and which of them are part of a secret. */
    private final byte[] held;

    private final boolean[] secret;
    private final byte[] output = new byte[OUTPUT_BYTES];
    private int first;
    private int count;
    private int outputLength;
    private int node = Masker.ROOT;
    /** The last thing passed on was a mask, so that what follows of the same run adds nothing. */
    private boolean inMask;

    /** Takes the masked bytes. */
    public interface ByteSink {
        /** Takes the first {@code length} bytes; the array is used again. */
        void write(byte[] bytes, int length) throws IOException;
    }

    /** Passes on to a sink what is not secret. */
    public MaskingStream(Masker masker, ByteSink sink) {
        this.masker = masker;
        this.sink = sink;
        this.held = new byte[masker.longest() + 1];
        this.secret = new boolean[held.length];
    }

    /** Takes the next bytes. */
    public void write(byte[] bytes, int length) throws IOException {
        if (masker.isEmpty()) {
            sink.write(bytes, length);
            return;
        }
        int at = 0;
        while (at < length) {
            if (count == 0 && node == Masker.ROOT && !masker.begins(bytes[at])) {
                at = passHarmless(bytes, at, length);
            } else {
                take(bytes[at++]);
            }
        }
        flush();
    }

    /** Passes on what was held back: the stream ended before it became a secret. */
    public void end() throws IOException {
        node = Masker.ROOT;
        settle();
        flush();
    }

    /** Copies up to the next byte that a secret begins with. */
    private int passHarmless(byte[] bytes, int from, int length) throws IOException {
        int to = from + 1;
        while (to < length && !masker.begins(bytes[to])) {
            to++;
        }
        inMask = false;
        int at = from;
        while (at < to) {
            flushIfFull();
            int piece = Math.min(to - at, output.length - outputLength);
            System.arraycopy(bytes, at, output, outputLength, piece);
            outputLength += piece;
            at += piece;
        }
        return to;
    }

    private void take(byte next) throws IOException {
        int place = (first + count++) % held.length;
        held[place] = next;
        secret[place] = false;
        node = masker.step(node, next);
        // What of the secret has been passed on already was masked when it was.
        for (int back = Math.min(masker.matched(node), count); back > 0; back--) {
            secret[(first + count - back) % held.length] = true;
        }
        node = masker.openEnd(node);
        settle();
    }

    /** Passes on what can no longer change: what no secret can begin in, and what is masked in any case. */
    private void settle() throws IOException {
        while (count > 0 && (count > masker.depth(node) || secret[first])) {
            if (!secret[first]) {
                put(held[first]);
                inMask = false;
            } else if (!inMask) {
                for (byte star : MASK) {
                    put(star);
                }
                inMask = true;
            }
            first = (first + 1) % held.length;
            count--;
        }
    }

    private void put(byte one) throws IOException {
        flushIfFull();
        output[outputLength++] = one;
    }

    private void flushIfFull() throws IOException {
        if (outputLength == output.length) {
            flush();
        }
    }

    private void flush() throws IOException {
        int length = outputLength;
        outputLength = 0;
        if (length > 0) {
            sink.write(output, length);
        }
    }
}
