package dev.sia.server.live;

import java.time.Duration;
import java.util.List;

/**
 * What an operator or a test may decide about live views.
 *
 * @param allowedOrigins web origins besides the server's own whose pages may connect
 * @param authenticationTimeout time for the first frame
 * @param sendTimeout how long a client may take to make room for one frame
 * @param pingInterval how often a client has to prove that it is there; one that fails to twice is given up
 */
public record LiveSettings(
        List<String> allowedOrigins, Duration authenticationTimeout, Duration sendTimeout, Duration pingInterval) {
    public LiveSettings {
        allowedOrigins = List.copyOf(allowedOrigins);
    }

    /** The times that the contract promises. */
    public static LiveSettings allowing(List<String> origins) {
        return new LiveSettings(origins, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(30));
    }
}
