package dev.sia.cli.conformance;

import dev.sia.cli.output.Output;
import dev.sia.cli.output.PlainText;
import dev.sia.cli.output.Table;
import dev.sia.cli.output.Terminal.Paint;
import java.io.PrintWriter;
import java.util.Objects;

/** The report for people. */
final class ReportText {
    private ReportText() {}

    static void print(Output output, Report report) {
        PrintWriter out = output.out();
        Table table = new Table(3, "RULE", "VERDICT", "SECONDS", "THE AGENT");
        report.rules()
                .forEach(verdict -> table.row(
                        verdict.rule(),
                        new Table.Cell(verdict.verdict(), verdict.passed() ? Paint.GOOD : Paint.BAD),
                        "%.1f".formatted(verdict.seconds()),
                        verdict.statement()));
        table.print(out, output.terminal());
        report.rules().stream().filter(verdict -> !verdict.passed()).forEach(verdict -> explain(out, verdict));
        out.println();
        out.println(report.passed() + " passed, " + report.failed() + " failed");
        out.flush();
    }

    private static void explain(PrintWriter out, Verdict verdict) {
        out.println();
        out.println(verdict.rule() + ": " + verdict.statement());
        out.println("  " + PlainText.oneLine(Objects.requireNonNullElse(verdict.reason(), "")));
        if (verdict.frame() != null) {
            out.println("  at " + PlainText.oneLine(verdict.frame()));
        }
        if (verdict.agentOutput() != null) {
            verdict.agentOutput().forEach(line -> out.println("  | " + PlainText.oneLine(line)));
        }
    }
}
