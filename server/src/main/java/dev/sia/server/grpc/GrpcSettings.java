package dev.sia.server.grpc;

import java.time.Duration;

/**
 * Where agents connect.
 *
 * @param port 0 for any free one
 * @param stopTimeout how long a stop waits for streams and calls to end
 */
public record GrpcSettings(String host, int port, Duration stopTimeout) {
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    public GrpcSettings(String host, int port) {
        this(host, port, STOP_TIMEOUT);
    }
}
