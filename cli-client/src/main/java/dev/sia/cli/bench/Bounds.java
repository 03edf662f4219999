package dev.sia.cli.bench;

import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import java.time.Duration;

/** Keeps measurements bounded. */
public final class Bounds {
    private Bounds() {}

    /** The option's value; one that is out of bounds is refused. */
    public static <T extends Comparable<T>> T within(String option, T value, T least, T most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new CliException(ExitCode.USAGE, option + " must be from " + text(least) + " to " + text(most));
        }
        return value;
    }

    private static String text(Object bound) {
        return bound instanceof Duration time ? time.toSeconds() + "s" : bound.toString();
    }
}
