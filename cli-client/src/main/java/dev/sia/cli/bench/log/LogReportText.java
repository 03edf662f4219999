package dev.sia.cli.bench.log;

import dev.sia.cli.bench.ReportText;
import dev.sia.cli.output.Details;
import dev.sia.cli.output.Output;

/** The report for people. */
final class LogReportText {
    private static final String SCALE =
            "%s (copied rows by the 240,000 of the machine that the targets are for): the target of the rate is scaled by it";

    private LogReportText() {}

    static void print(Output output, LogReport report) {
        ReportText.conditions(report.conditions(), report.yardstick())
                .add("Scale", SCALE.formatted(report.yardstick().copyScale()))
                .print(output.out(), output.terminal());
        output.out().println();
        figures(report).print(output.out(), output.terminal());
        output.out().println();
        ReportText.targets(report.targets()).print(output.out(), output.terminal());
        output.out().flush();
    }

    private static Details figures(LogReport report) {
        Details details = new Details();
        LogFigures.Ingest ingest = report.ingest();
        if (ingest != null) {
            details.add(
                    "Ingest",
                    ingest.agents() + " agents: " + ReportText.number(ingest.linesPerSecond()) + " lines/s of "
                            + SampleLines.BYTES + " bytes for " + ingest.seconds() + " s; lost " + ingest.lost()
                            + "; " + ingest.storedBytesPerLine() + " bytes stored per line; server "
                            + ingest.serverResidentMiB() + " MiB");
        }
        LogFigures.Length length = report.length();
        if (length != null) {
            details.add(
                    "Length",
                    "one agent: " + ReportText.number(length.shortLinesPerSecond()) + " lines/s on a short log, "
                            + ReportText.number(length.longLinesPerSecond()) + " on one of "
                            + ReportText.number(length.longLog()) + " lines: " + length.longToShort());
        }
        LogFigures.Paced paced = report.paced();
        if (paced != null) {
            details.add(
                    "Paced",
                    paced.linesPerSecond() + " lines/s, written to acknowledged: "
                            + ReportText.times(paced.fromWriting()) + "; " + paced.storedBytesPerLine()
                            + " bytes stored per line");
        }
        LogFigures.Read read = report.read();
        if (read != null) {
            details.add(
                    "Read",
                    read.linesInARange() + " lines anywhere in " + ReportText.number(read.longLog()) + ": "
                            + ReportText.times(read.answerMillis()) + "; wrong " + read.wrong());
        }
        return details;
    }
}
