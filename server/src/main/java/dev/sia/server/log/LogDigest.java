package dev.sia.server.log;

import dev.sia.server.job.Step;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;

/**
 * The digest of a log as agent.proto defines it (AttemptResult.log_digest): each record's covers the one before, so it
 * proves the whole log.
 *
 * @param hex 64 digits
 */
public record LogDigest(String hex) {
    /** How many bytes it has. */
    public static final int LENGTH = 32;

    /** That of a log without records. */
    public static final LogDigest EMPTY = of(new byte[LENGTH]);

    private static final int CONTINUED = 1;
    private static final int REPAIRED = 2;
    /** Everything but the text: digest, time, stream, step, flags, dropped lines, length. */
    private static final int FIXED = LENGTH + Long.BYTES + 3 + Long.BYTES + Integer.BYTES;

    public static LogDigest of(byte[] digest) {
        return new LogDigest(HexFormat.of().formatHex(digest));
    }

    /** That of the log with these records appended. */
    LogDigest extended(List<LogLine> lines) {
        MessageDigest sha256 = sha256();
        byte[] extended = HexFormat.of().parseHex(hex);
        for (LogLine line : lines) {
            byte[] text = line.text().getBytes(StandardCharsets.UTF_8);
            ByteBuffer fixed = ByteBuffer.allocate(FIXED)
                    .put(extended)
                    .putLong(microseconds(line.at()))
                    .put(number(line.stream()))
                    .put(number(line.step()))
                    .put((byte) ((line.continued() ? CONTINUED : 0) | (line.repaired() ? REPAIRED : 0)))
                    .putLong(line.droppedLines())
                    .putInt(text.length);
            sha256.update(fixed.array());
            extended = sha256.digest(text);
        }
        return of(extended);
    }

    static long microseconds(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }

    /** As in agent.proto. */
    private static byte number(LogStream stream) {
        return switch (stream) {
            case STDOUT -> 1;
            case STDERR -> 2;
            case SYSTEM -> 3;
        };
    }

    /** As in agent.proto. */
    private static byte number(Step step) {
        return switch (step) {
            case PREPARE -> 1;
            case GENERATE -> 2;
            case VERIFY -> 3;
            case PUBLISH -> 4;
            case CLEANUP -> 5;
        };
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
