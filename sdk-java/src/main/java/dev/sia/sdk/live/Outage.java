package dev.sia.sdk.live;

import dev.sia.sdk.Backoff;
import dev.sia.sdk.error.SiaUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps count of a stream's failures: how long to wait, when to give up, and whether a silent session is still alive. */
final class Outage {
    /**
     * Short, because the JDK's WebSocket loses the end of a connection that comes while its listener is busy: only a failing
     * ping tells then.
     */
    private static final Duration PING_AFTER = Duration.ofSeconds(3);

    private static final Duration DEAD_AFTER = Duration.ofSeconds(15);
    private static final Duration SUBSCRIBE_WITHIN = Duration.ofSeconds(20);
    private static final Duration STABLE_AFTER = Duration.ofSeconds(10);

    private final ReconnectPolicy policy;
    private final URI endpoint;
    private int failures;
    private boolean everSubscribed;
    private boolean subscribed;
    private long connectedAt;
    private long awaySince;
    private @Nullable Throwable lastFailure;

    Outage(ReconnectPolicy policy, URI endpoint) {
        this.policy = policy;
        this.endpoint = endpoint;
    }

    /** How long to wait before connecting. */
    Duration nextWait() {
        return failures == 0 ? Duration.ZERO : Backoff.fullJitter(failures, policy.base(), policy.cap());
    }

    void connecting() {
        connectedAt = System.nanoTime();
    }

    /** The subscription has begun. How long it was away; empty the first time. */
    Optional<Duration> subscribed() {
        Optional<Duration> gone = everSubscribed ? Optional.of(since(awaySince)) : Optional.empty();
        subscribed = true;
        everSubscribed = true;
        lastFailure = null;
        return gone;
    }

    /** Something new came: the way is good. */
    void progress() {
        failures = 0;
    }

    /**
     * The session, or the try to have one, failed.
     *
     * @throws SiaUnavailableException when it is time to give up
     */
    void failed(Throwable why) {
        if (subscribed && since(connectedAt).compareTo(STABLE_AFTER) > 0) {
            failures = 0;
        }
        if (lastFailure == null) {
            awaySince = System.nanoTime();
        }
        subscribed = false;
        lastFailure = why;
        failures++;
        boolean enough = everSubscribed
                ? since(awaySince).compareTo(policy.giveUpAfter()) >= 0
                : failures >= policy.firstTries();
        if (enough) {
            throw SiaUnavailableException.unreachable(endpoint, why);
        }
    }

    /** How long to wait for a frame before asking whether anybody is there. */
    Duration pollTime() {
        return subscribed ? PING_AFTER : SUBSCRIBE_WITHIN;
    }

    /** Nothing came for {@link #pollTime()}: asks the server for a sign of life, or fails when it gave none. */
    void checkAlive(LiveSocket socket) throws IOException, InterruptedException {
        if (!subscribed) {
            throw new IOException("the server did not begin the session in time");
        }
        if (socket.unanswered().compareTo(DEAD_AFTER) > 0) {
            throw new IOException(
                    "the server has been silent for " + socket.unanswered().toSeconds() + " s");
        }
        socket.ping();
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }
}
