package dev.sia.server.attempt;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/** The opaque token that fences an attempt: 128 random bits. */
public record Lease(String value) {
    private static final int BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    static Lease generate() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new Lease(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    boolean matches(Lease other) {
        return MessageDigest.isEqual(
                value.getBytes(StandardCharsets.UTF_8), other.value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "Lease[***]";
    }
}
