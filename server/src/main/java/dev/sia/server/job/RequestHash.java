package dev.sia.server.job;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.stream.Stream;

/** Tells whether two wishes are the same, without keeping them. */
final class RequestHash {
    private RequestHash() {}

    static byte[] of(CreateJob wish) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            parts(wish).forEach(part -> add(digest, part));
            return digest.digest();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Stream<String> parts(CreateJob wish) {
        return Stream.of(
                        Stream.of(
                                String.valueOf(wish.title() != null),
                                String.valueOf(wish.title()),
                                wish.prompt(),
                                wish.repository().url(),
                                wish.repository().baseBranch(),
                                wish.priority().name(),
                                wish.limits().toString(),
                                String.valueOf(wish.steps().size())),
                        wish.steps().stream().map(Step::name),
                        wish.labels().stream())
                .flatMap(part -> part);
    }

    /** Each part after its length, so that no text can pass for two. */
    private static void add(MessageDigest digest, String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }
}
