package dev.sia.cli.bench.dispatch;

import dev.sia.cli.bench.ReportText;
import dev.sia.cli.output.Details;
import dev.sia.cli.output.Output;
import org.jspecify.annotations.Nullable;

/** The report for people. */
final class DispatchReportText {
    private static final String SCALE =
            "%s (commits by the 4,400 of the machine that the targets are for): targets here are"
                    + " scaled by it, except for memory, restart and shares";

    private final Output output;

    DispatchReportText(Output output) {
        this.output = output;
    }

    void print(DispatchReport report) {
        ReportText.conditions(report.conditions(), report.yardstick())
                .add("Scale", SCALE.formatted(report.yardstick().scale()))
                .print(output.out(), output.terminal());
        output.out().println();
        figures(report).print(output.out(), output.terminal());
        output.out().println();
        ReportText.targets(report.targets()).print(output.out(), output.terminal());
        output.out().flush();
    }

    private static Details figures(DispatchReport report) {
        Details details = new Details();
        Latency.Figures latency = report.latency();
        if (latency != null) {
            details.add(
                    "Latency",
                    latency.jobs() + " jobs at " + latency.jobsPerSecond() + "/s, " + latency.agents()
                            + " agents; not offered " + latency.notOffered() + ", refused " + latency.refused()
                            + "\nrequest to offer: " + ReportText.times(latency.fromRequest()) + "\nanswer to offer:  "
                            + ReportText.times(latency.fromAnswer()));
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
                    ReportText.number(move.moves()) + " moves among " + ReportText.number(move.queued())
                            + " queued jobs: " + ReportText.times(move.answerMillis()) + "; refused " + move.refused()
                            + " " + move.firstRefusal());
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
        return ReportText.number(phase.jobsPerSecond()) + " jobs/s from " + ReportText.number(phase.queuedBefore())
                + " queued jobs on: " + ReportText.times(phase.answerMillis());
    }
}
