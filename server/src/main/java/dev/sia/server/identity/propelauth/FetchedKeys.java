package dev.sia.server.identity.propelauth;

import dev.sia.server.error.DomainException;
import dev.sia.server.identity.KeySource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys that are published somewhere. They are looked for again when a token fits none of them, at most once a minute, and in
 * the background every few minutes, so that one that was taken back does not stay good. While they cannot be had the last
 * good ones stay, also over a restart; without any, nothing is let in.
 */
final class FetchedKeys implements KeySource {
    private static final Logger log = LoggerFactory.getLogger(FetchedKeys.class);
    private static final Duration LEAST_INTERVAL = Duration.ofMinutes(1);
    /** While there is none at all. */
    private static final Duration FIRST_INTERVAL = Duration.ofSeconds(5);

    private static final Duration REFRESH_AFTER = Duration.ofMinutes(10);
    private static final int MOST_KEYS = 32;

    private final KeyDocument document;
    private final KeyMemory memory;
    private final Clock clock;
    /** Held by the one who asks, so that the others wait for the answer instead of asking too. */
    private final ReentrantLock asking = new ReentrantLock();

    private volatile List<VerifierKey> known;
    private volatile Instant askedAt = Instant.MIN;
    private volatile boolean away = true;

    FetchedKeys(KeyDocument document, KeyMemory memory, Clock clock) {
        this.document = document;
        this.memory = memory;
        this.clock = clock;
        this.known = remembered();
    }

    private List<VerifierKey> remembered() {
        try {
            return memory.load()
                    .map(text -> KeyRecord.read(document.source().toString(), text))
                    .orElse(List.of());
        } catch (IllegalArgumentException | UncheckedIOException unreadable) {
            log.warn("The keys kept from the last time cannot be used: {}", unreadable.getMessage());
            return List.of();
        }
    }

    @Override
    public List<PublicKey> keys(@Nullable String keyId) {
        Instant now = clock.instant();
        if (!now.isBefore(askedAt.plus(REFRESH_AFTER))) {
            refreshInBackground();
        }
        return believed(keyId, now);
    }

    private List<PublicKey> believed(@Nullable String keyId, Instant now) {
        return known.stream()
                .filter(key -> key.believed(now) && key.mayBe(keyId))
                .map(VerifierKey::key)
                .toList();
    }

    @Override
    public List<PublicKey> newerKeys(@Nullable String keyId, List<PublicKey> tried) {
        asking.lock();
        try {
            List<PublicKey> newer = untried(keyId, tried);
            if (newer.isEmpty() && askIfDue(LEAST_INTERVAL)) {
                newer = untried(keyId, tried);
            }
            if (newer.isEmpty() && away) {
                throw DomainException.unavailable("Tokens cannot be checked now. Try again shortly.", null);
            }
            return newer;
        } finally {
            asking.unlock();
        }
    }

    private List<PublicKey> untried(@Nullable String keyId, List<PublicKey> tried) {
        Set<PublicKey> before = new HashSet<>(tried);
        return believed(keyId, clock.instant()).stream()
                .filter(key -> !before.contains(key))
                .toList();
    }

    /** Does not wait for the answer, and does nothing while somebody else waits for it. */
    void refreshInBackground() {
        if (!asking.isLocked()) {
            Thread.ofVirtual().name("propelauth-keys").start(() -> {
                if (asking.tryLock()) {
                    try {
                        askIfDue(REFRESH_AFTER);
                    } finally {
                        asking.unlock();
                    }
                }
            });
        }
    }

    private boolean askIfDue(Duration interval) {
        Instant now = clock.instant();
        Duration pause = known.isEmpty() ? FIRST_INTERVAL : away ? LEAST_INTERVAL : interval;
        if (now.isBefore(askedAt.plus(pause))) {
            return false;
        }
        askedAt = now;
        try {
            take(document.fetch(), now);
            away = false;
            return true;
        } catch (IOException trouble) {
            away = true;
            log.warn("The keys at {} cannot be read: {}", document.source(), trouble.getMessage());
            return false;
        }
    }

    private void take(List<VerifierKey> fetched, Instant now) {
        List<VerifierKey> next = new ArrayList<>(fetched);
        for (VerifierKey before : known) {
            boolean still = fetched.stream().anyMatch(key -> key.key().equals(before.key()));
            if (!still && next.size() < MOST_KEYS) {
                Instant until = before.until() == null ? now.plus(document.overlap()) : before.until();
                VerifierKey old = new VerifierKey(before.id(), before.key(), until);
                if (old.believed(now)) {
                    next.add(old);
                }
            }
        }
        if (next.equals(known)) {
            return;
        }
        log.info("Tokens are signed with {} key(s) of {}", fetched.size(), document.source());
        known = List.copyOf(next);
        try {
            memory.save(KeyRecord.write(document.source().toString(), known));
        } catch (UncheckedIOException notKept) {
            log.warn("The keys cannot be kept for the next start: {}", notKept.getMessage());
        }
    }
}
