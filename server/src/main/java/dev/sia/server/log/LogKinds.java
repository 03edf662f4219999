package dev.sia.server.log;

import dev.sia.server.job.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which streams and steps occur in a chunk, as bits. Stored: constants of both enums are only added at the end. */
final class LogKinds {
    private static final int FIRST_STEP = 8;

    private LogKinds() {}

    static int of(List<LogLine> lines) {
        int kinds = 0;
        for (LogLine line : lines) {
            kinds |= bit(line.stream()) | bit(line.step());
        }
        return kinds;
    }

    /** 0 for any. */
    static int bit(@Nullable LogStream stream) {
        return stream == null ? 0 : 1 << stream.ordinal();
    }

    /** 0 for any. */
    static int bit(@Nullable Step step) {
        return step == null ? 0 : 1 << (FIRST_STEP + step.ordinal());
    }
}
