package dev.sia.cli.bench;

import dev.sia.cli.output.Details;
import dev.sia.cli.output.Table;
import dev.sia.cli.output.Table.Cell;
import dev.sia.cli.output.Terminal.Paint;
import java.util.List;
import java.util.Locale;

/** What reports for people have in common. */
public final class ReportText {
    private ReportText() {}

    /** What the figures were measured under. */
    public static Details conditions(Conditions it, Yardstick machine) {
        return new Details()
                .add("Measured", it.at() + ", sia " + it.version())
                .add("Machine", it.cores() + " cores, load average " + it.loadAverage() + " before, " + it.system())
                .add("Java", it.java() + (it.serverJavaOptions().isEmpty() ? "" : ", " + it.serverJavaOptions()))
                .add("PostgreSQL", machine.postgresVersion() + ", fsync " + (machine.fsync() ? "on" : "OFF"))
                .add("Load", it.load())
                .add("Yardstick", yardstick(machine));
    }

    private static String yardstick(Yardstick machine) {
        StringBuilder text = new StringBuilder(number(machine.insertCommitsPerSecond()))
                .append(" single-row insert commits/s, ")
                .append(number(machine.keySelectsPerSecond()))
                .append(" primary-key selects/s at 8 connections, ")
                .append(number(machine.copyRowsPerSecond()))
                .append(" rows/s with COPY");
        if (machine.emptyWorkflowsPerSecond() > 0) {
            text.append("\n").append(number(machine.emptyWorkflowsPerSecond())).append(" empty workflows/s in process");
        }
        if (machine.realEmptyWorkflowsPerSecond() != null) {
            text.append(", ")
                    .append(number(machine.realEmptyWorkflowsPerSecond()))
                    .append(" on the real Temporal");
        }
        return text.toString();
    }

    /** How the figures compare with what they should be. */
    public static Table targets(List<Target> targets) {
        Table table = new Table(0, "FIGURE", "MEASURED", "TARGET HERE", "TARGET", "UNIT", "RATIO");
        for (Target each : targets) {
            table.row(
                    each.figure(),
                    number(each.measured()),
                    number(each.targetHere()),
                    number(each.target()),
                    each.unit(),
                    new Cell(Double.toString(each.ratio()), each.met() ? Paint.GOOD : Paint.BAD));
        }
        return table;
    }

    public static String times(Percentiles it) {
        return "p50 %.1f, p95 %.1f, p99 %.1f, max %.1f ms".formatted(it.p50(), it.p95(), it.p99(), it.max());
    }

    public static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%,.2f" : "%,.0f", value);
    }
}
