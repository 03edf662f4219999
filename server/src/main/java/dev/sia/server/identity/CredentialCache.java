package dev.sia.server.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about credentials, by their hash, for a short time. A table of fixed size without locks: a credential
 * has a few places that it may be in, and when all are taken the one that ends first makes room. So a busy client costs one
 * check a minute, and nobody waits for anybody.
 */
public final class CredentialCache<T> {
    private static final int PLACES = 8;

    private record Entry<T>(byte[] hash, T found, Instant until) {}

    private final AtomicReferenceArray<@Nullable Entry<T>> entries;
    private final int rows;

    /** @param size how many are kept at most; a power of two */
    public CredentialCache(int size) {
        if (Integer.bitCount(size) != 1 || size < PLACES) {
            throw new IllegalArgumentException("The size must be a power of two, and " + PLACES + " at least");
        }
        rows = size / PLACES;
        entries = new AtomicReferenceArray<>(size);
    }

    /** What credentials are known by in here. */
    public static byte[] hash(String credential) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(credential.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    public Optional<T> find(byte[] hash, Instant now) {
        int first = row(hash);
        for (int place = first; place < first + PLACES; place++) {
            Entry<T> entry = entries.get(place);
            if (entry != null && MessageDigest.isEqual(entry.hash(), hash)) {
                return now.isBefore(entry.until()) ? Optional.of(entry.found()) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** @param until from when on it is to be found out again */
    public void remember(byte[] hash, T found, Instant until) {
        int first = row(hash);
        int chosen = first;
        Instant ends = Instant.MAX;
        for (int place = first; place < first + PLACES; place++) {
            Entry<T> entry = entries.get(place);
            if (entry == null || MessageDigest.isEqual(entry.hash(), hash)) {
                chosen = place;
                break;
            }
            if (entry.until().isBefore(ends)) {
                chosen = place;
                ends = entry.until();
            }
        }
        entries.set(chosen, new Entry<>(hash, found, until));
    }

    private int row(byte[] hash) {
        int number = (hash[0] & 0xff) << 16 | (hash[1] & 0xff) << 8 | (hash[2] & 0xff);
        return number % rows * PLACES;
    }
}
