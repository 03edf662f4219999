package dev.sia.cli.agent.attempt;

import java.time.Duration;
import java.util.Locale;

/** Durations in words and from the wire. */
final class Durations {
    private Durations() {}

    /** Such as {@code 0.8 s}, {@code 42 s}, {@code 3 min 20 s} or {@code 1 h 5 min}. */
    static String words(Duration duration) {
        if (duration.compareTo(Duration.ofSeconds(10)) < 0) {
            double seconds = duration.toMillis() / 1000.0;
            return seconds == Math.rint(seconds)
                    ? (long) seconds + " s"
                    : String.format(Locale.ROOT, "%.1f s", seconds);
        }
        if (duration.compareTo(Duration.ofMinutes(1)) < 0) {
            return duration.toSeconds() + " s";
        }
        if (duration.compareTo(Duration.ofHours(1)) < 0) {
            return pair(duration.toMinutes(), " min", duration.toSecondsPart(), " s");
        }
        return pair(duration.toHours(), " h", duration.toMinutesPart(), " min");
    }

    static Duration of(com.google.protobuf.Duration duration) {
        return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
    }

    private static String pair(long large, String largeUnit, int small, String smallUnit) {
        return small == 0 ? large + largeUnit : large + largeUnit + ' ' + small + smallUnit;
    }
}
