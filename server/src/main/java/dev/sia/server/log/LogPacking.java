package dev.sia.server.log;

import com.github.luben.zstd.Zstd;
import dev.sia.server.job.Step;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes records into chunks and reads them back. A record is: microseconds since the one before it, flags, dropped lines if
 * there are any, length of the text, text. Numbers are variable-length as in protobuf. Large enough chunks are
 * compressed when that makes them smaller. Safe for use by many threads.
 */
final class LogPacking {
    static final int PACKED = 1;
    static final int COMPRESSED = 2;

    private static final List<LogStream> STREAMS = List.of(LogStream.values());
    private static final List<Step> STEPS = List.of(Step.values());
    /** Flags of a record: two bits for the stream, three for the step, then these. */
    private static final int STEP_SHIFT = 2;

    private static final int STEP_MASK = 0b111;
    private static final int STREAM_MASK = 0b11;
    private static final int CONTINUED = 1 << 5;
    private static final int REPAIRED = 1 << 6;
    private static final int DROPPED = 1 << 7;

    /** A record takes at most this besides its text: four numbers and the flags. */
    private static final int MOST_OVERHEAD = 3 * 10 + 1;

    private static final int COMPRESSION_LEVEL = 1;
    /** Less than this does not shrink. */
    private static final int WORTH_COMPRESSING = 512;

    private LogPacking() {}

    static LogChunk pack(List<LogLine> lines) {
        byte[] plain = plain(lines);
        long first = lines.getFirst().seq();
        long last = lines.getLast().seq();
        int kinds = LogKinds.of(lines);
        if (plain.length >= WORTH_COMPRESSING) {
            byte[] compressed = Zstd.compress(plain, COMPRESSION_LEVEL);
            if (compressed.length < plain.length) {
                return new LogChunk(first, last, kinds, COMPRESSED, plain.length, compressed);
            }
        }
        return new LogChunk(first, last, kinds, PACKED, plain.length, plain);
    }

    private static byte[] plain(List<LogLine> lines) {
        List<byte[]> texts = new ArrayList<>(lines.size());
        int most = 0;
        for (LogLine line : lines) {
            byte[] text = line.text().getBytes(StandardCharsets.UTF_8);
            texts.add(text);
            most += MOST_OVERHEAD + text.length;
        }
        ByteBuffer packed = ByteBuffer.allocate(most);
        long before = 0;
        for (int place = 0; place < texts.size(); place++) {
            LogLine line = lines.get(place);
            long at = LogDigest.microseconds(line.at());
            putNumber(packed, zigzag(at - before));
            before = at;
            packed.put((byte) flags(line));
            if (line.droppedLines() > 0) {
                putNumber(packed, line.droppedLines());
            }
            byte[] text = texts.get(place);
            putNumber(packed, text.length);
            packed.put(text);
        }
        byte[] exact = new byte[packed.position()];
        packed.flip().get(exact);
        return exact;
    }

    private static int flags(LogLine line) {
        return line.stream().ordinal()
                | line.step().ordinal() << STEP_SHIFT
                | (line.continued() ? CONTINUED : 0)
                | (line.repaired() ? REPAIRED : 0)
                | (line.droppedLines() > 0 ? DROPPED : 0);
    }

    /** The records with these numbers that the chunk has; those before them are passed over without being made. */
    static List<LogLine> unpack(LogChunk chunk, long fromSeq, long toSeq) {
        ByteBuffer packed = ByteBuffer.wrap(
                chunk.encoding() == COMPRESSED ? Zstd.decompress(chunk.data(), chunk.plainBytes()) : chunk.data());
        List<LogLine> lines = new ArrayList<>();
        long at = 0;
        long last = Math.min(toSeq, chunk.lastSeq());
        for (long seq = chunk.firstSeq(); seq <= last; seq++) {
            at += unzigzag(number(packed));
            int flags = packed.get();
            long dropped = (flags & DROPPED) == 0 ? 0 : number(packed);
            int length = (int) number(packed);
            if (seq >= fromSeq) {
                String text = new String(packed.array(), packed.position(), length, StandardCharsets.UTF_8);
                lines.add(line(seq, at, flags, dropped, text));
            }
            packed.position(packed.position() + length);
        }
        return lines;
    }

    private static LogLine line(long seq, long at, int flags, long dropped, String text) {
        return new LogLine(
                seq,
                Instant.EPOCH.plus(at, ChronoUnit.MICROS),
                STREAMS.get(flags & STREAM_MASK),
                STEPS.get(flags >> STEP_SHIFT & STEP_MASK),
                (flags & CONTINUED) != 0,
                (flags & REPAIRED) != 0,
                dropped,
                text);
    }

    private static long zigzag(long value) {
        return value << 1 ^ value >> 63;
    }

    private static long unzigzag(long value) {
        return value >>> 1 ^ -(value & 1);
    }

    private static void putNumber(ByteBuffer target, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            target.put((byte) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        target.put((byte) rest);
    }

    private static long number(ByteBuffer source) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = source.get();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
