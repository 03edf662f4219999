package dev.sia.cli.output;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Times for people: relative to now on a terminal, RFC 3339 in UTC elsewhere. */
public final class Times {
    private final Clock clock;
    private final boolean relative;

    /** Times as a terminal, or something else, wants them. */
    public Times(Clock clock, Terminal terminal) {
        this.clock = clock;
        this.relative = terminal.isTerminal();
    }

    /** When; empty for never. */
    public String when(@Nullable Instant time) {
        if (time == null) {
            return "";
        }
        if (!relative) {
            return time.truncatedTo(ChronoUnit.SECONDS).toString();
        }
        Duration age = Duration.between(time, clock.instant());
        if (age.isNegative()) {
            return "in " + length(age.negated());
        }
        return age.compareTo(Duration.ofSeconds(1)) < 0 ? "now" : length(age) + " ago";
    }

    /** How long, in its largest units: {@code 0.4 s}, {@code 12 s}, {@code 3 min 5 s}, {@code 2 h 10 min}, {@code 4 d 3 h}. */
    public static String length(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 10) {
            return "%d.%d s".formatted(seconds, duration.toMillisPart() / 100);
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min" + rest(seconds % 60, "s");
        }
        if (seconds < 86_400) {
            return seconds / 3600 + " h" + rest(seconds % 3600 / 60, "min");
        }
        return seconds / 86_400 + " d" + rest(seconds % 86_400 / 3600, "h");
    }

    private static String rest(long amount, String unit) {
        return amount == 0 ? "" : " " + amount + " " + unit;
    }
}
