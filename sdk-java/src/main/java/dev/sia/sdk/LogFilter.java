package dev.sia.sdk;

import dev.sia.api.model.LogLine;
import dev.sia.api.model.LogStream;
import dev.sia.api.model.Step;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which records of a log are wanted.
 *
 * @param step only those of this step; null for all
 * @param stream only those of this stream; null for all
 * @param contains only those with this text in them, in small or capital letters; null for all
 */
public record LogFilter(
        @Nullable Step step,
        @Nullable LogStream stream,
        @Nullable String contains) {
    /** Every record. */
    public static final LogFilter ALL = new LogFilter(null, null, null);

    /** Whether every record is wanted. */
    public boolean isAll() {
        return step == null && stream == null && contains == null;
    }

    /** Whether this record is wanted; decides as the server does. */
    public boolean matches(LogLine line) {
        return (step == null || step == line.getStep())
                && (stream == null || stream == line.getStream())
                && (contains == null || has(line.getText(), contains));
    }

    private static boolean has(String text, String part) {
        return text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }
}
