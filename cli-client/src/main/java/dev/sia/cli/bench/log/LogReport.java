package dev.sia.cli.bench.log;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sia.cli.bench.Conditions;
import dev.sia.cli.bench.Target;
import dev.sia.cli.bench.Yardstick;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that was measured; its members are the keys of the JSON output. */
record LogReport(
        Conditions conditions,
        Yardstick yardstick,
        LogFigures.@Nullable Ingest ingest,
        LogFigures.@Nullable Length length,
        LogFigures.@Nullable Paced paced,
        LogFigures.@Nullable Read read) {
    private static final double UNSCALED = 1;

    /** The figures that have a target. */
    @JsonProperty
    List<Target> targets() {
        List<Target> targets = new ArrayList<>();
        double scale = yardstick.copyScale();
        if (ingest != null) {
            targets.add(Target.atLeast("stored and acknowledged", ingest.linesPerSecond(), "lines/s", 150_000, scale));
        }
        if (length != null) {
            targets.add(Target.atLeast("long log to short log", length.longToShort(), "of the rate", 0.9, UNSCALED));
        }
        if (paced != null) {
            targets.add(Target.atMost(
                    "written to acknowledged, p99", paced.fromWriting().p99(), "ms", 50, UNSCALED));
        }
        if (read != null) {
            targets.add(Target.atMost(
                    "1,000 lines of a long log, p99", read.answerMillis().p99(), "ms", 20, UNSCALED));
        }
        return targets;
    }

    /** Lines that were acknowledged and are not there, and ranges that were not what was asked for. */
    long broken() {
        return (ingest == null ? 0 : ingest.lost()) + (read == null ? 0 : read.wrong());
    }
}
