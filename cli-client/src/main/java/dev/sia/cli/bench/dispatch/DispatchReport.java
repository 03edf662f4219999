package dev.sia.cli.bench.dispatch;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sia.cli.bench.Conditions;
import dev.sia.cli.bench.Target;
import dev.sia.cli.bench.Yardstick;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that was measured; its members are the keys of the JSON output. */
record DispatchReport(
        Conditions conditions,
        Yardstick yardstick,
        Latency.@Nullable Figures latency,
        Lifecycle.@Nullable Figures lifecycle,
        Lifecycle.@Nullable Figures lifecycleOnRealTemporal,
        Creates.@Nullable Figures create,
        Moves.@Nullable Figures move,
        Fleet.@Nullable Figures fleet) {
    private static final double UNSCALED = 1;

    /** The figures that have a target. */
    @JsonProperty
    List<Target> targets() {
        List<Target> targets = new ArrayList<>();
        double scale = yardstick.scale();
        if (latency != null) {
            targets.add(
                    Target.atMost("queued to offer, p50", latency.fromRequest().p50(), "ms", 10, scale));
            targets.add(
                    Target.atMost("queued to offer, p99", latency.fromRequest().p99(), "ms", 50, scale));
        }
        if (lifecycle != null) {
            targets.add(Target.atLeast("whole lifecycle", lifecycle.jobsPerSecond(), "jobs/s", 100, scale));
        }
        Double share = lifecycleOnRealTemporal == null ? null : lifecycleOnRealTemporal.shareOfEmptyWorkflows();
        if (share != null) {
            targets.add(Target.atLeast("lifecycle on real Temporal", share, "of empty workflows", 0.5, UNSCALED));
        }
        if (create != null) {
            targets.add(Target.atLeast("create, empty queue", create.empty().jobsPerSecond(), "jobs/s", 1_000, scale));
            targets.add(Target.atLeast("create, long queue", create.full().jobsPerSecond(), "jobs/s", 1_000, scale));
        }
        if (move != null && move.refused() == 0) {
            targets.add(Target.atMost(
                    "move in a long queue, p99", move.answerMillis().p99(), "ms", 20, scale));
        }
        if (fleet != null) {
            Long resident = fleet.serverResidentMiB();
            if (resident != null) {
                targets.add(Target.atMost("server's memory with the fleet", resident, "MiB", 700, UNSCALED));
            }
            targets.add(Target.atMost("fleet back after a restart", fleet.backSeconds(), "s", 60, UNSCALED));
        }
        return targets;
    }

    /** Jobs that were lost or done twice, which must never be. */
    int broken() {
        int broken = (create == null ? 0 : create.lost()) + (move == null ? 0 : move.refused());
        for (Lifecycle.Figures each : new Lifecycle.Figures[] {lifecycle, lifecycleOnRealTemporal}) {
            broken += each == null ? 0 : each.checks().broken();
        }
        return broken + (latency == null ? 0 : latency.notOffered());
    }
}
