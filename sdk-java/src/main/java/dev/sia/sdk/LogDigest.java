package dev.sia.sdk;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * The digest of a log, record by record, as agent and server compute it. It proves that what is read is what the agent numbered:
 * nothing left out, added, changed or moved.
 *
 * <p>D(0) is 32 zero bytes. D(n) is the SHA-256 of, one after another and big endian:
 *
 * <ol>
 *   <li>D(n-1), 32 bytes
 *   <li>the time, in whole microseconds since 1970-01-01T00:00Z, 8 bytes
 *   <li>the stream, 1 byte: 1 stdout, 2 stderr, 3 system
 *   <li>the step, 1 byte: 1 prepare, 2 generate, 3 verify, 4 publish, 5 cleanup
 *   <li>flags, 1 byte: 1 when the line is continued, plus 2 when it was repaired
 *   <li>how many lines were dropped, 8 bytes; 0 for a line
 *   <li>the length of the text as UTF-8, 4 bytes, and the text
 * </ol>
 *
 * <p>Test vectors: one record (1970-01-01T00:00:01Z, stdout, generate, "hello") gives {@code
 * 5cd4aedabdade333637285dbf14a35760de64f3951c5912ff80406f24a8ae2b1}; another log's first record
 * (2026-11-23T09:30:00.123456Z, stdout, generate, continued, "Grüße") gives {@code
 * 1972655d0343b425182d1a404dc5f6fae2489e75bc0041e2dbd05ebd6a95416d}, and after its second (2026-11-23T09:30:01Z, system, verify, 7
 * lines dropped, "") it is {@code c9496f9fca969429a7d23ecf2fde9608f447c2f4931df3f751a95cc3529380d5}.
 *
 * <p>Not thread-safe.
 */
public final class LogDigest {
    private static final int CONTINUED = 1;
    private static final int REPAIRED = 2;
    private static final int MICROS_PER_SECOND = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;
    private static final int FIXED_BYTES = Long.BYTES + 3 + Long.BYTES + Integer.BYTES;

    private final MessageDigest sha256;
    private byte[] value = new byte[32];

    /**
     * One record.
     *
     * @param at when; what is less than a microsecond does not count
     * @param stream number of the stream
     * @param step number of the step
     * @param continued more of the same line follows
     * @param repaired something in the text was replaced
     * @param droppedLines how many lines it stands for; 0 for a line
     * @param text the text
     */
    public record Entry(
            Instant at, int stream, int step, boolean continued, boolean repaired, long droppedLines, String text) {}

    /** Of an empty log. */
    public LogDigest() {
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Adds the next record. */
    public void add(Entry entry) {
        byte[] text = entry.text().getBytes(StandardCharsets.UTF_8);
        int flags = (entry.continued() ? CONTINUED : 0) | (entry.repaired() ? REPAIRED : 0);
        ByteBuffer fixed = ByteBuffer.allocate(FIXED_BYTES)
                .putLong(entry.at().getEpochSecond() * MICROS_PER_SECOND
                        + entry.at().getNano() / NANOS_PER_MICRO)
                .put((byte) entry.stream())
                .put((byte) entry.step())
                .put((byte) flags)
                .putLong(entry.droppedLines())
                .putInt(text.length);
        sha256.update(value);
        sha256.update(fixed.flip());
        value = sha256.digest(text);
    }

    /** The digest of all records so far: 32 bytes. */
    public byte[] value() {
        return value.clone();
    }

    /** The same in hexadecimal, as the REST interface shows it. */
    public String hex() {
        return HexFormat.of().formatHex(value);
    }
}
