package dev.sia.server.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RanksTest {
    private static BigDecimal decimal(String text) {
        return new BigDecimal(text);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 2, 1.5",
        "1, 3, 2",
        "-3, 5, 1",
        "0, 0.1, 0.05",
        "1.49, 1.5, 1.495",
        "-2, -1, -1.5",
        "-1.5, -1, -1.2",
        "0.999, 1, 0.9995",
        "1.9, 2.01, 2",
        "0, 1000000, 500000"
    })
    void takesTheShortestDecimalNearTheMiddle(String lower, String upper, String expected) {
        assertThat(Ranks.between(decimal(lower), decimal(upper))).hasValue(decimal(expected));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "2, 1, 1", "1, 2, 0"})
    void refusesWhatIsNoGap(String lower, String upper, int count) {
        assertThatThrownBy(() -> Ranks.spread(decimal(lower), decimal(upper), count))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void saysWhenAGapIsFull() {
        BigDecimal lower = BigDecimal.ONE;
        BigDecimal upper = decimal("1.5").setScale(Ranks.MOST_DIGITS);
        BigDecimal smallest = BigDecimal.ONE.movePointLeft(Ranks.MOST_DIGITS);
        assertThat(Ranks.between(lower, lower.add(smallest))).isEmpty();
        assertThat(Ranks.between(lower, lower.add(smallest).add(smallest))).hasValue(lower.add(smallest));
        assertThat(Ranks.between(lower, upper))
                .hasValueSatisfying(rank -> assertThat(rank.scale()).isOne());
    }

    @Test
    void spreadsInOrderInsideTheGapAndEvenly() {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            BigDecimal lower = BigDecimal.valueOf(random.nextLong(-1_000_000, 1_000_000), random.nextInt(8));
            BigDecimal upper = lower.add(BigDecimal.valueOf(random.nextLong(1, 1_000), random.nextInt(12)));
            int count = random.nextInt(1, 200);

            List<BigDecimal> ranks = Ranks.spread(lower, upper, count);

            assertThat(ranks).hasSize(count);
            List<BigDecimal> gaps = new ArrayList<>();
            BigDecimal before = lower;
            for (BigDecimal rank : ranks) {
                assertThat(rank).isGreaterThan(before);
                gaps.add(rank.subtract(before));
                before = rank;
            }
            assertThat(before).isLessThan(upper);
            List<BigDecimal> inner = gaps.subList(1, gaps.size());
            BigDecimal unit = BigDecimal.ONE.movePointLeft(ranks.getFirst().scale());
            if (!inner.isEmpty()) {
                BigDecimal narrowest = inner.stream().min(BigDecimal::compareTo).orElseThrow();
                BigDecimal widest = inner.stream().max(BigDecimal::compareTo).orElseThrow();
                assertThat(widest.subtract(narrowest)).isLessThanOrEqualTo(unit);
            }
        }
    }

    /** Whoever always moves into the narrowest gap, or always before or behind the same job, gets far. */
    @ParameterizedTest
    @ValueSource(strings = {"before", "behind", "alternating", "random"})
    void aGapTakesHundredsOfMovesBeforeItIsFull(String way) {
        Random random = new Random(11);
        BigDecimal lower = BigDecimal.ZERO;
        BigDecimal upper = BigDecimal.ONE;
        int moves = 0;
        for (var rank = Ranks.between(lower, upper); rank.isPresent(); rank = Ranks.between(lower, upper)) {
            boolean up = switch (way) {
                case "before" -> false;
                case "behind" -> true;
                case "alternating" -> moves % 2 == 0;
                default -> random.nextBoolean();
            };
            lower = up ? rank.get() : lower;
            upper = up ? upper : rank.get();
            moves++;
        }
        assertThat(moves).isGreaterThanOrEqualTo(250);
    }
}
