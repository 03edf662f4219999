package dev.sia.cli.bench.live;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sia.cli.bench.Conditions;
import dev.sia.cli.bench.Target;
import dev.sia.cli.bench.Yardstick;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that was measured; its members are the keys of the JSON output. */
record LiveReport(
        Conditions conditions,
        Yardstick yardstick,
        LiveFigures.@Nullable Fan fan,
        LiveFigures.@Nullable Stalled stalled,
        LiveFigures.@Nullable Idle idle) {
    private static final double UNSCALED = 1;

    /** The figures that have a target. */
    @JsonProperty
    List<Target> targets() {
        List<Target> targets = new ArrayList<>();
        if (fan != null) {
            targets.add(atMost("written to seen, p50", fan.sendToReceive().p50(), "ms", 40));
            targets.add(atMost("written to seen, p99", fan.sendToReceive().p99(), "ms", 250));
        }
        if (stalled != null) {
            targets.add(atMost("healthy reader's p99, times", stalled.p99Ratio(), "", 2));
            if (stalled.grownMiB() != null) {
                targets.add(atMost("memory for stalled readers", stalled.grownMiB(), "MiB", 50));
            }
        }
        if (idle != null && idle.serverResidentMiB() != null) {
            targets.add(atMost("server's memory with idle sockets", idle.serverResidentMiB(), "MiB", 500));
        }
        return targets;
    }

    private static Target atMost(String figure, double measured, String unit, double target) {
        return Target.atMost(figure, measured, unit, target, UNSCALED);
    }

    /** What must never be. */
    long broken() {
        return (fan == null ? 0 : fan.lost() + fan.twice())
                + (stalled == null ? 0 : 2L * stalled.readers() - stalled.endedWith1013() - stalled.resumedWhole());
    }
}
