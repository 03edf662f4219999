package dev.sia.cli.bench;

import dev.sia.cli.output.Details;
import dev.sia.cli.output.Output;
import dev.sia.cli.output.Table;
import dev.sia.cli.output.Table.Cell;
import dev.sia.cli.output.Terminal.Paint;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The report for people. */
final class DispatchReportText {
    private final Output output;

    DispatchReportText(Output output) {
        this.output = output;
    }

    void print(DispatchReport report) {
        conditions(report).print(output.out(), output.terminal());
        output.out().println();
        figures(report).print(output.out(), output.terminal());
        output.out().println();
        targets(report).print(output.out(), output.terminal());
        output.out().flush();
    }

    private static Details conditions(DispatchReport report) {
        Conditions it = report.conditions();
        Yardstick machine = report.yardstick();
        return new Details()
                .add("Measured", it.at() + ", sia " + it.version())
                .add("Machine", it.cores() + " cores, load average " + it.loadAverage() + " before, " + it.system())
                .add("Java", it.java() + (it.serverJavaOptions().isEmpty() ? "" : ", " + it.serverJavaOptions()))
                .add("PostgreSQL", machine.postgresVersion() + ", fsync " + (machine.fsync() ? "on" : "OFF"))
                .add("Load", it.load())
                .add(
                        "Yardstick",
                        number(machine.insertCommitsPerSecond()) + " single-row insert commits/s, "
                                + number(machine.keySelectsPerSecond())
                                + " primary-key selects/s at 8 connections\n"
                                + number(machine.emptyWorkflowsPerSecond()) + " empty workflows/s in process"
                                + (machine.realEmptyWorkflowsPerSecond() == null
                                        ? ""
                                        : ", " + number(machine.realEmptyWorkflowsPerSecond())
                                                + " on the real Temporal"))
                .add(
                        "Scale",
                        machine.scale() + " (commits by the 4,400 of the machine that the targets are for): targets"
                                + " here are scaled by it, except for memory, restart and shares");
    }

    private static Details figures(DispatchReport report) {
        Details details = new Details();
        Latency.Figures latency = report.latency();
        if (latency != null) {
            details.add(
                    "Latency",
                    latency.jobs() + " jobs at " + latency.jobsPerSecond() + "/s, " + latency.agents()
                            + " agents; not offered " + latency.notOffered() + ", refused " + latency.refused()
                            + "\nrequest to offer: " + times(latency.fromRequest()) + "\nanswer to offer:  "
                            + times(latency.fromAnswer()));
        }
        lifecycle(details, "Lifecycle", report.lifecycle());
        lifecycle(details, "Real Temporal", report.lifecycleOnRealTemporal());
        Creates.Figures create = report.create();
        if (create != null) {
            details.add(
                    "Create",
                    create.connections() + " connections; lost " + create.lost() + ", refused " + create.refused()
                            + "\n" + phase(create.empty()) + "\n" + phase(create.full()) + "\nlong to empty "
                            + create.fullToEmpty());
        }
        Moves.Figures move = report.move();
        if (move != null) {
            details.add(
                    "Move",
                    number(move.moves()) + " moves among " + number(move.queued()) + " queued jobs: "
                            + times(move.answerMillis()) + "; refused " + move.refused() + " " + move.firstRefusal());
        }
        Fleet.Figures fleet = report.fleet();
        if (fleet != null) {
            details.add(
                    "Fleet",
                    fleet.agents() + " agents, " + fleet.agentsPerConnection() + " per connection, joined in "
                            + fleet.joinSeconds() + " s, online at the end " + fleet.online() + "\nserver "
                            + fleet.serverResidentMiB() + " MiB, after the restart "
                            + fleet.serverResidentMiBAfterRestart() + " MiB\nrestart: down " + fleet.downSeconds()
                            + " s, all back " + fleet.backSeconds() + " s after it, most in one second "
                            + fleet.mostBackInOneSecond() + "\nback in each second: " + fleet.backInSecond());
        }
        return details;
    }

    private static void lifecycle(Details details, String name, Lifecycle.@Nullable Figures figures) {
        if (figures != null) {
            details.add(
                    name,
                    figures.jobs() + " jobs in " + figures.seconds() + " s with " + figures.agents() + " agents: "
                            + figures.jobsPerSecond() + " jobs/s, "
                            + figures.steadyJobsPerSecond() + " in the steady state, " + figures.shareOfEmptyWorkflows()
                            + " of empty workflows\nlost " + figures.checks().lost() + ", twice "
                            + figures.checks().twice()
                            + ", missing events " + figures.checks().eventHoles()
                            + ", repeated offers " + figures.checks().repeatedOffers() + ", refused "
                            + figures.checks().refused());
        }
    }

    private static String phase(Creates.Phase phase) {
        return number(phase.jobsPerSecond()) + " jobs/s from " + number(phase.queuedBefore()) + " queued jobs on: "
                + times(phase.answerMillis());
    }

    private static String times(Percentiles it) {
        return "p50 %.1f, p95 %.1f, p99 %.1f, max %.1f ms".formatted(it.p50(), it.p95(), it.p99(), it.max());
    }

    private static Table targets(DispatchReport report) {
        Table table = new Table(0, "FIGURE", "MEASURED", "TARGET HERE", "TARGET", "UNIT", "RATIO");
        for (Target each : report.targets()) {
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

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%,.2f" : "%,.0f", value);
    }
}
