package dev.sia.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** Durations as people type them: {@code 90s}, {@code 30m}, {@code 1h30m}, {@code 2d}. */
public final class DurationText {
    private static final Pattern SHAPE = Pattern.compile("(\\d{1,6}d)?(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?");

    private DurationText() {}

    static Duration parse(String text) {
        return read(text)
                .orElseThrow(() ->
                        new TypeConversionException("'" + text + "' is not a duration such as 90s, 30m, 1h30m or 2d"));
    }

    /** Empty for what is none. */
    public static Optional<Duration> read(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        if (lower.isEmpty() || !SHAPE.matcher(lower).matches()) {
            return Optional.empty();
        }
        int days = lower.indexOf('d') + 1;
        String time = lower.substring(days);
        try {
            return Optional.of(Duration.parse("P" + lower.substring(0, days) + (time.isEmpty() ? "" : "T" + time)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
