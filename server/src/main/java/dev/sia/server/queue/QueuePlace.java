package dev.sia.server.queue;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the order of a queue, whether or not a job is there.
 *
 * @param priority as {@code job} stores it
 */
public record QueuePlace(short priority, BigDecimal rank) {
    private static final short ABOVE_URGENT = 4;
    private static final Pattern TEXT =
            Pattern.compile("([0-4]) (-?[0-9]{1,20}(\\.[0-9]{1," + Ranks.MOST_DIGITS + "})?)");

    static final QueuePlace BEFORE_ALL = new QueuePlace(ABOVE_URGENT, BigDecimal.ZERO);

    /** Reads what {@link #toString()} wrote; throws IllegalArgumentException for anything else. */
    public static QueuePlace parse(String text) {
        Matcher place = TEXT.matcher(text);
        if (!place.matches()) {
            throw new IllegalArgumentException(text);
        }
        return new QueuePlace(Short.parseShort(place.group(1)), new BigDecimal(place.group(2)));
    }

    @Override
    public String toString() {
        return priority + " " + rank.toPlainString();
    }
}
