package dev.sia.server.key;

import dev.sia.server.identity.Sha256;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of an API key, {@code sia_sk_<public id>_<secret>}. Both parts have a fixed length, so it is read in one way only. The
 * secret has 256 random bits.
 */
record KeyText(String publicId, String secret) {
    static final String PREFIX = "sia_sk_";
    private static final Pattern SHAPE = Pattern.compile(PREFIX + "([a-z2-7]{16})_([A-Za-z0-9_-]{43})");
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int PUBLIC_LENGTH = 16;
    private static final int SECRET_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    static KeyText generate() {
        StringBuilder publicId = new StringBuilder(PUBLIC_LENGTH);
        for (int i = 0; i < PUBLIC_LENGTH; i++) {
            publicId.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        byte[] secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        return new KeyText(
                publicId.toString(), Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    /** Empty for what is no key, whoever may have made it. */
    static Optional<KeyText> parse(String text) {
        Matcher shape = SHAPE.matcher(text);
        return shape.matches() ? Optional.of(new KeyText(shape.group(1), shape.group(2))) : Optional.empty();
    }

    byte[] secretHash() {
        return Sha256.of(secret);
    }

    /** The key itself. */
    String reveal() {
        return PREFIX + publicId + "_" + secret;
    }

    @Override
    public String toString() {
        return PREFIX + publicId + "_***";
    }
}
