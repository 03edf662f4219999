package dev.sia.server.queue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ranks for jobs that are put between others: decimals with as few digits as there is room for, so that a move writes the
 * moved job and no other. Pure functions.
 */
final class Ranks {
    /** Most digits after the point. Each move into the same gap costs a third of a digit at the least. */
    static final int MOST_DIGITS = 100;

    private static final BigInteger TWO = BigInteger.TWO;

    private Ranks() {}

    /** A rank between two others; empty when it would need more than {@link #MOST_DIGITS}. */
    static Optional<BigDecimal> between(BigDecimal lower, BigDecimal upper) {
        BigDecimal middle = spread(lower, upper, 1).getFirst();
        return middle.scale() <= MOST_DIGITS ? Optional.of(middle) : Optional.empty();
    }

    /** So many ranks between two others, in order and evenly far apart. All have the same number of digits. */
    static List<BigDecimal> spread(BigDecimal lower, BigDecimal upper, int count) {
        if (lower.compareTo(upper) >= 0 || count < 1) {
            throw new IllegalArgumentException("No room for " + count + " between " + lower + " and " + upper);
        }
        BigInteger wanted = BigInteger.valueOf(count);
        int digits = 0;
        while (places(lower, upper, digits).compareTo(wanted) < 0) {
            digits++;
        }
        BigInteger first = first(lower, digits);
        BigInteger places = places(lower, upper, digits);
        List<BigDecimal> ranks = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            // The middle of the index-th of equal parts.
            BigInteger place =
                    BigInteger.valueOf(2L * index + 1).multiply(places).divide(wanted.multiply(TWO));
            ranks.add(new BigDecimal(first.add(place), digits));
        }
        return List.copyOf(ranks);
    }

    /** How many decimals with so many digits after the point lie between the two. */
    private static BigInteger places(BigDecimal lower, BigDecimal upper, int digits) {
        BigInteger end = upper.setScale(digits, RoundingMode.CEILING).unscaledValue();
        return end.subtract(first(lower, digits));
    }

    private static BigInteger first(BigDecimal lower, int digits) {
        return lower.setScale(digits, RoundingMode.FLOOR).unscaledValue().add(BigInteger.ONE);
    }
}
