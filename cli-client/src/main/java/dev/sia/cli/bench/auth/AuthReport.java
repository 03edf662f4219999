package dev.sia.cli.bench.auth;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sia.cli.bench.Conditions;
import dev.sia.cli.bench.Target;
import dev.sia.cli.bench.Yardstick;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that was measured; its members are the keys of the JSON output.
 *
 * @param list of 50 jobs, with one API key
 */
record AuthReport(
        Conditions conditions,
        Yardstick yardstick,
        int connections,
        AuthFigures.@Nullable Keys keys,
        AuthFigures.@Nullable Tokens tokens,
        AuthFigures.@Nullable Load list) {
    private static final double SELECTS_OF_THE_TARGETS = 50_000;
    private static final double UNSCALED = 1;

    /** This machine's selects by those of the machine that the targets are for. */
    double scale() {
        return Math.round(100 * yardstick.keySelectsPerSecond() / SELECTS_OF_THE_TARGETS) / 100.0;
    }

    /** The figures that have a target. */
    @JsonProperty
    List<Target> targets() {
        List<Target> targets = new ArrayList<>();
        if (keys != null) {
            targets.add(Target.atLeast("getJob with an API key", keys.one().perSecond(), "requests/s", 6_000, scale()));
            // A cost below nothing is noise.
            targets.add(Target.atMost(
                    "checks of " + keys.keys() + " keys", Math.max(keys.cost(), 0.001), "of getJob", 0.05, UNSCALED));
        }
        if (list != null) {
            targets.add(
                    Target.atLeast("list of 50 jobs with an API key", list.perSecond(), "requests/s", 1_500, scale()));
        }
        return targets;
    }

    /** Answers that were not what was asked for. */
    int wrong() {
        return Stream.of(
                        Optional.ofNullable(keys)
                                .map(it -> it.one().wrong() + it.many().wrong()),
                        Optional.ofNullable(tokens)
                                .map(it -> it.one().wrong() + it.fresh().wrong()),
                        Optional.ofNullable(list).map(AuthFigures.Load::wrong))
                .flatMap(Optional::stream)
                .mapToInt(Integer::intValue)
                .sum();
    }
}
