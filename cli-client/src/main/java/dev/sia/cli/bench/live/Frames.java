package dev.sia.cli.bench.live;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Frames of a WebSocket client (RFC 6455): masked, with a mask of zeros, which leaves them as they are. */
final class Frames {
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int SHORT = 125;
    private static final int MOST = 65_535;

    private Frames() {}

    /** Sends a small frame, which always has room in the socket's buffer. */
    static void send(SocketChannel channel, int opcode, byte[] payload) throws IOException {
        if (payload.length > MOST) {
            throw new IllegalArgumentException("Frames of a watcher are small");
        }
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 8).put((byte) (FINAL | opcode));
        if (payload.length <= SHORT) {
            frame.put((byte) (MASKED | payload.length));
        } else {
            frame.put((byte) (MASKED | 126)).putShort((short) payload.length);
        }
        frame.putInt(0).put(payload).flip();
        while (frame.hasRemaining()) {
            if (channel.write(frame) == 0) {
                throw new IOException("the server does not read");
            }
        }
    }
}
