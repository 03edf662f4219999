package dev.sia.server.log;

import dev.sia.server.job.Step;
import org.jspecify.annotations.Nullable;

/**
 * Which records are wanted; null for all.
 *
 * @param contains text that a record has to hold, in small or capital letters
 */
public record LogFilter(
        @Nullable LogStream stream,
        @Nullable Step step,
        @Nullable String contains) {
    public static final LogFilter ALL = new LogFilter(null, null, null);

    boolean takesAll() {
        return equals(ALL);
    }

    boolean takes(LogLine line) {
        return (stream == null || line.stream() == stream)
                && (step == null || line.step() == step)
                && (contains == null || holds(line.text(), contains));
    }

    private static boolean holds(String text, String wanted) {
        for (int start = 0; start <= text.length() - wanted.length(); start++) {
            if (text.regionMatches(true, start, wanted, 0, wanted.length())) {
                return true;
            }
        }
        return false;
    }
}
