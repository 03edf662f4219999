package dev.sia.server.grpc;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Speaks HTTP/2 frame by frame, so that it can be a nuisance as no client library would be. */
final class RawHttp2 implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GO_AWAY = 7;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    static final int ACK = 1;

    static final int REFUSED_STREAM = 7;
    static final int CANCEL = 8;
    static final int ENHANCE_YOUR_CALM = 11;

    private static final int PATIENCE_SECONDS = 20;

    private final Socket socket;
    private final OutputStream out;
    private final CompletableFuture<Optional<Integer>> ended = new CompletableFuture<>();
    private final Map<Integer, Integer> resets = new ConcurrentHashMap<>();
    private volatile int goAway = -1;

    RawHttp2(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        out = socket.getOutputStream();
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        write(SETTINGS, 0, 0, new byte[0]);
        Thread.ofVirtual().start(this::listen);
    }

    /** Sends a frame; false when the server has ended the connection. */
    boolean write(int type, int flags, int stream, byte[] payload) {
        if (ended.isDone()) {
            return false;
        }
        ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
        frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
        frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
        try {
            synchronized (out) {
                out.write(frame.array());
            }
            return true;
        } catch (IOException gone) {
            ended.complete(goAway < 0 ? Optional.empty() : Optional.of(goAway));
            return false;
        }
    }

    /** Begins a call whose request may follow. */
    boolean call(int stream, String method, Map<String, String> metadata) {
        return write(HEADERS, END_HEADERS, stream, headers(method, metadata));
    }

    static byte[] headers(String method, Map<String, String> metadata) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        // In the static table: POST, http.
        block.writeBytes(new byte[] {(byte) 0x83, (byte) 0x86});
        literal(block, ":path", "/sia.agent.v1.AgentService/" + method);
        literal(block, ":authority", "localhost");
        literal(block, "content-type", "application/grpc");
        literal(block, "te", "trailers");
        metadata.forEach((name, value) -> literal(block, name, value));
        return block.toByteArray();
    }

    /** A header that is in no table (RFC 7541, 6.2.2). */
    private static void literal(ByteArrayOutputStream block, String name, String value) {
        block.write(0);
        for (String text : List.of(name, value)) {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            length(block, bytes.length);
            block.writeBytes(bytes);
        }
    }

    private static void length(ByteArrayOutputStream block, int length) {
        if (length < 127) {
            block.write(length);
            return;
        }
        block.write(127);
        int rest = length - 127;
        while (rest >= 128) {
            block.write(rest % 128 + 128);
            rest /= 128;
        }
        block.write(rest);
    }

    static byte[] code(int error) {
        return ByteBuffer.allocate(4).putInt(error).array();
    }

    private void listen() {
        try {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                byte[] head = in.readNBytes(9);
                if (head.length < 9) {
                    break;
                }
                ByteBuffer frame = ByteBuffer.wrap(head);
                int length = (frame.get() & 0xff) << 16 | frame.getShort() & 0xffff;
                int type = frame.get();
                int flags = frame.get();
                int stream = frame.getInt();
                hear(type, flags, stream, in.readNBytes(length));
            }
        } catch (IOException broken) {
            // The same as an end.
        }
        ended.complete(goAway < 0 ? Optional.empty() : Optional.of(goAway));
    }

    private void hear(int type, int flags, int stream, byte[] payload) {
        switch (type) {
            case SETTINGS -> {
                if (flags == 0) {
                    write(SETTINGS, ACK, 0, new byte[0]);
                }
            }
            case PING -> {
                if (flags == 0) {
                    write(PING, ACK, 0, payload);
                }
            }
            case RST_STREAM -> resets.put(stream, ByteBuffer.wrap(payload).getInt());
            case GO_AWAY -> goAway = ByteBuffer.wrap(payload).getInt(4);
            default -> {
                // Answers of calls.
            }
        }
    }

    /** Streams that the server has reset, with its reason. */
    Map<Integer, Integer> resets() {
        return resets;
    }

    boolean isOpen() {
        return !ended.isDone();
    }

    /** Waits until the server ends the connection; tells the error of its GOAWAY, if there was one. */
    Optional<Integer> awaitEnd() {
        return ended.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
