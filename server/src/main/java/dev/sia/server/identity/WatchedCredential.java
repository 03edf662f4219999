package dev.sia.server.identity;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One credential, all connections that were opened with it, and what it is worth. */
final class WatchedCredential {
    /** Exactly one of the two is there. */
    private record Worth(
            @Nullable Principal principal, @Nullable ErrorCode refusal, String message) {}

    final Set<Standing> holders = ConcurrentHashMap.newKeySet();
    private volatile Worth worth;
    /** When it was last known to be good. */
    private volatile Instant goodAt;

    WatchedCredential(Principal principal, Instant now) {
        this.worth = new Worth(principal, null, "");
        this.goodAt = now;
    }

    Principal principal() {
        Worth now = worth;
        if (now.refusal() != null) {
            throw new DomainException(now.refusal(), now.message());
        }
        return Objects.requireNonNull(now.principal());
    }

    void good(Principal principal, Instant now) {
        goodAt = now;
        tell(new Worth(principal, null, ""));
    }

    void refused(String message) {
        tell(new Worth(null, ErrorCode.UNAUTHENTICATED, message));
    }

    /** Nobody could say; what was known counts until the grace is over. */
    void unknown(Instant now, Duration grace) {
        if (Duration.between(goodAt, now).compareTo(grace) > 0) {
            tell(new Worth(null, ErrorCode.UNAVAILABLE, "The credential cannot be checked now. Try again shortly."));
        }
    }

    private void tell(Worth next) {
        if (!next.equals(worth)) {
            worth = next;
            holders.forEach(Standing::tellChange);
        }
    }
}
