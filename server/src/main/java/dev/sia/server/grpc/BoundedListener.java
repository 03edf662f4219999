package dev.sia.server.grpc;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts connections while there are places for them; others are closed before anything is read from them or kept for them. */
final class BoundedListener extends NioServerSocketChannel {
    private static final Logger log = LoggerFactory.getLogger(BoundedListener.class);
    private static final Duration SILENCE = Duration.ofMinutes(1);

    private final OpenConnections connections;
    /** Used by the thread that accepts alone. */
    private long complainedAt = System.nanoTime() - SILENCE.toNanos();

    BoundedListener(OpenConnections connections) {
        this.connections = connections;
    }

    @Override
    protected int doReadMessages(List<Object> accepted) throws Exception {
        int read = super.doReadMessages(accepted);
        if (read > 0 && accepted.getLast() instanceof Channel connection) {
            admit(connection, accepted);
        }
        return read;
    }

    private void admit(Channel connection, List<Object> accepted) {
        if (!(connection.remoteAddress() instanceof InetSocketAddress peer)) {
            // It is gone already: nothing to count, and its first read ends it.
            return;
        }
        InetAddress address = peer.getAddress();
        if (connections.enter(address)) {
            var _ = connection.closeFuture().addListener(_ -> connections.leave(address));
        } else {
            accepted.removeLast();
            connection.unsafe().closeForcibly();
            complain(address);
        }
    }

    private void complain(InetAddress address) {
        long now = System.nanoTime();
        if (now - complainedAt >= SILENCE.toNanos()) {
            complainedAt = now;
            log.warn(
                    "Connections are refused, the last one from {}: {} are open (SIA_GRPC_CONNECTIONS,"
                            + " SIA_GRPC_CONNECTIONS_PER_ADDRESS)",
                    address.getHostAddress(),
                    connections.count());
        }
    }
}
