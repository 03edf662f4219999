package dev.sia.cli.bench.live;

import dev.sia.cli.bench.ReportText;
import dev.sia.cli.output.Details;
import dev.sia.cli.output.Output;

/** The report for people. */
final class LiveReportText {
    private LiveReportText() {}

    static void print(Output output, LiveReport report) {
        ReportText.conditions(report.conditions(), report.yardstick()).print(output.out(), output.terminal());
        output.out().println();
        figures(report).print(output.out(), output.terminal());
        output.out().println();
        ReportText.targets(report.targets()).print(output.out(), output.terminal());
        output.out().flush();
    }

    private static Details figures(LiveReport report) {
        Details details = new Details();
        LiveFigures.Fan fan = report.fan();
        if (fan != null) {
            details.add(
                    "Fan",
                    fan.watchers() + " watchers, " + fan.linesPerSecond() + " lines/s, written to seen: "
                            + ReportText.times(fan.sendToReceive()) + "; lost " + fan.lost() + ", twice " + fan.twice()
                            + "; server " + fan.serverResidentMiB() + " MiB");
        }
        LiveFigures.Stalled stalled = report.stalled();
        if (stalled != null) {
            details.add(
                    "Stalled",
                    stalled.readers() + " readers stop: ended with 1013 " + stalled.endedWith1013()
                            + ", resumed whole " + stalled.resumedWhole() + "; memory grew by " + stalled.grownMiB()
                            + " MiB\nhealthy reader before: " + ReportText.times(stalled.healthyBefore())
                            + "\nmeanwhile:             " + ReportText.times(stalled.healthyMeanwhile())
                            + "\n1013 said: " + stalled.reason());
        }
        LiveFigures.Idle idle = report.idle();
        if (idle != null) {
            details.add(
                    "Idle",
                    idle.sockets() + " sockets in " + idle.connectSeconds() + " s: server " + idle.serverResidentMiB()
                            + " MiB, before " + idle.serverResidentMiBBefore() + " MiB");
        }
        return details;
    }
}
