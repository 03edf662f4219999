package dev.sia.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A client that keeps to no rule: bytes out, and whatever comes back. */
final class RawConnection implements AutoCloseable {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    private final Socket socket;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private boolean ended;

    /** @param from the address that it comes from, of which loopback has many */
    RawConnection(int port, String from) throws IOException {
        socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.setSoTimeout(1);
    }

    RawConnection(int port) throws IOException {
        this(port, "127.0.0.1");
    }

    /** Begins to speak HTTP/2. */
    RawConnection http2() {
        send(PREFACE);
        return frame(SETTINGS, 0, 0, new byte[0]);
    }

    /** Does nothing when the other side has ended the connection. */
    RawConnection send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException gone) {
            ended = true;
        }
        return this;
    }

    RawConnection send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawConnection frame(int type, int flags, int stream, byte[] payload) {
        byte[] frame = new byte[9 + payload.length];
        frame[0] = (byte) (payload.length >> 16);
        frame[1] = (byte) (payload.length >> 8);
        frame[2] = (byte) payload.length;
        frame[3] = (byte) type;
        frame[4] = (byte) flags;
        for (int i = 0; i < 4; i++) {
            frame[5 + i] = (byte) (stream >> (24 - 8 * i));
        }
        System.arraycopy(payload, 0, frame, 9, payload.length);
        return send(frame);
    }

    /** GET http://a/{path}. */
    static byte[] request(String path) {
        byte[] name = path.getBytes(StandardCharsets.US_ASCII);
        byte[] before = {(byte) 0x82, (byte) 0x86, 0x41, 1, 'a', 0x44, (byte) name.length};
        byte[] block = Arrays.copyOf(before, before.length + name.length);
        System.arraycopy(name, 0, block, before.length, name.length);
        return block;
    }

    /** Takes what has come, or at most so much of it; true when the other side has ended the connection. */
    boolean hasEnded(int most) {
        byte[] buffer = new byte[most];
        try {
            int read = socket.getInputStream().read(buffer);
            if (read < 0) {
                ended = true;
            } else {
                received.write(buffer, 0, read);
            }
        } catch (SocketTimeoutException nothing) {
            return ended;
        } catch (IOException reset) {
            ended = true;
        }
        return ended;
    }

    /** Whether sending has shown that already. */
    boolean hasGone() {
        return ended;
    }

    boolean hasEnded() {
        return hasEnded(64 * 1024);
    }

    String received() {
        return received.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
