package dev.sia.cli.bench.live;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One socket of a watcher, as little as the protocol needs: thousands of them have to cost less than the server that they
 * watch. Everything but {@link #isReady} and the like happens on the thread of {@link Readers}.
 */
final class Reader {
    private static final byte[] HEADER_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LOG_BATCH = "\"type\":\"log-batch\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CAUGHT_UP = "\"type\":\"caught-up\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AUTHENTICATED = "\"type\":\"authenticated\"".getBytes(StandardCharsets.US_ASCII);
    private static final int TYPE_WITHIN = 64;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int NO_STATUS = 1005;

    private final Lines lines;
    private final String subscribe;
    private byte[] authenticate = {};
    private BatchNumbers batches = new BatchNumbers();
    private byte[] pending = {};
    private byte[] message = {};
    private boolean upgraded;
    private volatile boolean ready;
    private volatile long lastSeq;
    private volatile int lost;
    private volatile int twice;
    private volatile int closeCode;
    private volatile String closeReason = "";

    /** Hears of lines. */
    interface Lines {
        void received(long seq, long nanos);
    }

    /** @param subscribe the frame that it sends when it is authenticated */
    Reader(String subscribe, long afterSeq, Lines lines) {
        this.subscribe = subscribe;
        this.lastSeq = afterSeq;
        this.lines = lines;
    }

    /**
     * Is going to be read.
     *
     * @param frame that it sends when the handshake is over
     * @param shared by all that the same thread reads
     */
    void opens(byte[] frame, BatchNumbers shared) {
        authenticate = frame;
        batches = shared;
    }

    /** Whether everything stored was sent to it. */
    boolean isReady() {
        return ready;
    }

    long lastSeq() {
        return lastSeq;
    }

    int lost() {
        return lost;
    }

    int twice() {
        return twice;
    }

    /** 0 while it is open. */
    int closeCode() {
        return closeCode;
    }

    String closeReason() {
        return closeReason;
    }

    /** The connection is gone, with or without a word. */
    void gone() {
        if (closeCode == 0) {
            closeCode = NO_STATUS;
        }
    }

    void read(SelectionKey key, ByteBuffer buffer) throws IOException {
        SocketChannel channel = (SocketChannel) key.channel();
        buffer.clear();
        int count = channel.read(buffer);
        if (count < 0) {
            gone();
            key.cancel();
            channel.close();
            return;
        }
        long now = System.nanoTime();
        byte[] bytes = Arrays.copyOf(pending, pending.length + count);
        buffer.flip().get(bytes, pending.length, count);
        int used = 0;
        if (!upgraded) {
            int end = indexOf(bytes, HEADER_END, 0, bytes.length);
            if (end < 0) {
                pending = bytes;
                return;
            }
            if (!new String(bytes, 0, 12, StandardCharsets.US_ASCII).equals("HTTP/1.1 101")) {
                throw new IOException("refused: " + new String(bytes, 0, end, StandardCharsets.US_ASCII));
            }
            upgraded = true;
            Frames.send(channel, TEXT, authenticate);
            used = end + HEADER_END.length;
        }
        used = frames(channel, bytes, used, now);
        pending = used == bytes.length ? new byte[0] : Arrays.copyOfRange(bytes, used, bytes.length);
    }

    private int frames(SocketChannel channel, byte[] bytes, int begin, long now) throws IOException {
        int at = begin;
        while (bytes.length - at >= 2) {
            int length = bytes[at + 1] & 0x7F;
            int header = length == 126 ? 4 : length == 127 ? 10 : 2;
            if (bytes.length - at < header) {
                return at;
            }
            if (length == 126) {
                length = ByteBuffer.wrap(bytes, at + 2, 2).getShort() & 0xFFFF;
            } else if (length == 127) {
                length = Math.toIntExact(ByteBuffer.wrap(bytes, at + 2, 8).getLong());
            }
            if (bytes.length - at - header < length) {
                return at;
            }
            frame(channel, bytes[at], bytes, at + header, length, now);
            at += header + length;
        }
        return at;
    }

    private void frame(SocketChannel channel, byte first, byte[] bytes, int offset, int length, long now)
            throws IOException {
        switch (first & 0x0F) {
            case CLOSE -> {
                closeCode = length < 2
                        ? NO_STATUS
                        : ByteBuffer.wrap(bytes, offset, 2).getShort() & 0xFFFF;
                closeReason = length < 2 ? "" : new String(bytes, offset + 2, length - 2, StandardCharsets.UTF_8);
                Frames.send(channel, CLOSE, Arrays.copyOfRange(bytes, offset, offset + length));
            }
            case PING -> Frames.send(channel, PONG, Arrays.copyOfRange(bytes, offset, offset + length));
            case PONG -> {}
            default -> {
                boolean last = first < 0;
                if (last && message.length == 0) {
                    text(channel, bytes, offset, length, now);
                } else {
                    byte[] longer = Arrays.copyOf(message, message.length + length);
                    System.arraycopy(bytes, offset, longer, message.length, length);
                    message = longer;
                    if (last) {
                        message = new byte[0];
                        text(channel, longer, 0, longer.length, now);
                    }
                }
            }
        }
    }

    private void text(SocketChannel channel, byte[] bytes, int offset, int length, long now) throws IOException {
        int typeEnd = Math.min(offset + length, offset + TYPE_WITHIN);
        if (indexOf(bytes, LOG_BATCH, offset, typeEnd) >= 0) {
            for (long seq : batches.of(bytes, offset, length)) {
                line(seq, now);
            }
        } else if (indexOf(bytes, CAUGHT_UP, offset, typeEnd) >= 0) {
            ready = true;
        } else if (indexOf(bytes, AUTHENTICATED, offset, typeEnd) >= 0) {
            Frames.send(channel, TEXT, subscribe.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void line(long seq, long now) {
        if (seq <= lastSeq) {
            twice++;
            return;
        }
        lost += (int) (seq - lastSeq - 1);
        lastSeq = seq;
        lines.received(seq, now);
    }

    static int indexOf(byte[] bytes, byte[] wanted, int from, int to) {
        for (int at = from; at <= to - wanted.length; at++) {
            if (bytes[at] == wanted[0] && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }
}
