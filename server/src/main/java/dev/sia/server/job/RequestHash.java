package dev.sia.server.job;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Tells whether two wishes are the same, without keeping them. */
final class RequestHash {
    private RequestHash() {}

    static byte[] of(CreateJob wish) {
        try {
            // A record's text names every component, so equal texts mean equal wishes as far as SHA-256 can tell.
            return MessageDigest.getInstance("SHA-256").digest(wish.toString().getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
