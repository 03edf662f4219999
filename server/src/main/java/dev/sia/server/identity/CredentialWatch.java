package dev.sia.server.identity;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.error.ErrorKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks again and again about the credentials of connections that stay open, once for all who share one, and wakes those whose
 * credential is worth something else by now. It has no more of them than there are open connections. Thread-safe.
 */
public final class CredentialWatch implements AutoCloseable {
    /** With what an authenticator remembers, less than the minute in which a revocation has its effect. */
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    /** For how long a credential that nobody can check stays what it was. */
    private static final Duration GRACE = Duration.ofMinutes(1);
    /** Each may wait for another server's answer. */
    private static final int LANES = 4;

    private static final Logger log = LoggerFactory.getLogger(CredentialWatch.class);

    private final Authenticator authenticator;
    private final Clock clock;
    private final Duration interval;
    private final Map<Credential, WatchedCredential> watched = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ExecutorService lanes = Executors.newFixedThreadPool(
            LANES, Thread.ofVirtual().name("credential-check-", 0).factory());

    public CredentialWatch(Authenticator authenticator, Clock clock) {
        this(authenticator, clock, INTERVAL);
    }

    /** @param interval between two looks at a credential */
    public CredentialWatch(Authenticator authenticator, Clock clock, Duration interval) {
        this.authenticator = authenticator;
        this.clock = clock;
        this.interval = interval;
    }

    public void start() {
        Thread.ofVirtual().name("credential-watch").start(this::loop);
    }

    /**
     * Lets somebody in whose connection stays open.
     *
     * @param changed returns at once; called when {@link Standing#principal} has something else to say
     * @throws DomainException as {@link Authenticator#authenticate}
     */
    public Standing enter(Credential credential, Runnable changed) {
        Instant now = clock.instant();
        Principal principal = ask(credential, now);
        Standing[] entered = new Standing[1];
        watched.compute(credential, (same, known) -> {
            WatchedCredential entry = known == null ? new WatchedCredential(principal, now) : known;
            entered[0] = new Standing(entry, changed, () -> leave(same, entered[0]));
            entry.holders.add(entered[0]);
            return entry;
        });
        entered[0].watched().good(principal, now);
        return entered[0];
    }

    private void leave(Credential credential, Standing standing) {
        watched.computeIfPresent(credential, (same, entry) -> {
            entry.holders.remove(standing);
            return entry.holders.isEmpty() ? null : entry;
        });
    }

    private Principal ask(Credential credential, Instant now) {
        Principal principal = switch (credential) {
            case Credential.Bearer(String secret) -> authenticator.authenticate(secret);
            case Credential.Used used -> authenticator.renew(used.maker()).within(used.organization());
        };
        if (!now.isBefore(principal.expiresAt())) {
            throw new DomainException(ErrorCode.UNAUTHENTICATED, "The credential has expired.");
        }
        return principal;
    }

    private void loop() {
        try {
            while (!closing.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                round();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks at every credential once. */
    void round() throws InterruptedException {
        List<Callable<Object>> looks = new ArrayList<>();
        watched.forEach((credential, entry) -> looks.add(Executors.callable(() -> look(credential, entry))));
        lanes.invokeAll(looks);
    }

    private void look(Credential credential, WatchedCredential entry) {
        Instant now = clock.instant();
        try {
            entry.good(ask(credential, now), now);
        } catch (DomainException refused) {
            if (refused.code().kind() == ErrorKind.UNAUTHENTICATED) {
                entry.refused(refused.getMessage());
            } else {
                entry.unknown(now, GRACE);
            }
        } catch (RuntimeException failure) {
            log.warn("A credential could not be checked", failure);
            entry.unknown(now, GRACE);
        }
    }

    /** How many credentials are watched. */
    public int size() {
        return watched.size();
    }

    @Override
    public void close() {
        closing.countDown();
        lanes.shutdownNow();
    }
}
