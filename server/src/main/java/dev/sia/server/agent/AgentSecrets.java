package dev.sia.server.agent;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Makes and hashes the secrets of agents. They have 256 random bits, so a plain SHA-256 hides them, and finding one by its
 * hash in an index takes the place of comparing in constant time.
 */
final class AgentSecrets {
    static final String CREDENTIAL_PREFIX = "sia_ag_";
    static final String ENROLMENT_PREFIX = "sia_en_";
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private AgentSecrets() {}

    static String generate(String prefix) {
        byte[] secret = new byte[BYTES];
        RANDOM.nextBytes(secret);
        return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
