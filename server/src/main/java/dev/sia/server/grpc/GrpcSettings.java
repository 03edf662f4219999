package dev.sia.server.grpc;

import dev.sia.server.tls.ServerTls;
import java.time.Duration;
import java.util.Optional;

/**
 * Where agents connect.
 *
 * @param port 0 for any free one
 * @param stopTimeout how long a stop waits for streams and calls to end
 * @param tls empty for none
 */
public record GrpcSettings(
        String host, int port, Duration stopTimeout, Optional<ServerTls> tls, ConnectionLimits connections) {
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    public GrpcSettings(String host, int port) {
        this(host, port, Optional.empty(), ConnectionLimits.DEFAULT);
    }

    public GrpcSettings(String host, int port, Optional<ServerTls> tls, ConnectionLimits connections) {
        this(host, port, STOP_TIMEOUT, tls, connections);
    }

    /**
     * How many connections there may be at a time; one more is closed as soon as it comes.
     *
     * @param mostPerAddress fewer than all, so that one address does not take every place
     */
    public record ConnectionLimits(int most, int mostPerAddress) {
        public static final ConnectionLimits DEFAULT = new ConnectionLimits(20_000, 10_000);
    }
}
