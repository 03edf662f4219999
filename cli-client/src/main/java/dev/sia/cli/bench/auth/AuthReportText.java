package dev.sia.cli.bench.auth;

import dev.sia.cli.bench.ReportText;
import dev.sia.cli.output.Details;
import dev.sia.cli.output.Output;

/** The report for people. */
final class AuthReportText {
    private static final String SCALE =
            "%s (primary-key selects by the 50,000 of the machine that the targets are for): the targets of rates are scaled by it";

    private AuthReportText() {}

    static void print(Output output, AuthReport report) {
        ReportText.conditions(report.conditions(), report.yardstick())
                .add("Scale", SCALE.formatted(report.scale()))
                .print(output.out(), output.terminal());
        output.out().println();
        figures(report).print(output.out(), output.terminal());
        output.out().println();
        ReportText.targets(report.targets()).print(output.out(), output.terminal());
        output.out().flush();
    }

    private static Details figures(AuthReport report) {
        Details details = new Details().add("Connections", report.connections());
        AuthFigures.Keys keys = report.keys();
        if (keys != null) {
            details.add(
                    "API keys",
                    "getJob with one: " + text(keys.one()) + "\ngetJob with " + keys.keys() + " in turn: "
                            + text(keys.many()) + "\nlooking them up takes " + percent(keys.cost()));
        }
        AuthFigures.Tokens tokens = report.tokens();
        if (tokens != null) {
            details.add(
                    "Tokens",
                    "getJob with one: " + text(tokens.one()) + "\ngetJob with a fresh one each time: "
                            + text(tokens.fresh()) + "\nchecking every signature takes " + percent(tokens.cost()));
        }
        AuthFigures.Load list = report.list();
        if (list != null) {
            details.add("List", "50 jobs with an API key: " + text(list));
        }
        return details;
    }

    private static String percent(double share) {
        return "%.1f %% of the throughput".formatted(share * 100);
    }

    private static String text(AuthFigures.Load load) {
        return ReportText.number(load.perSecond()) + "/s; " + ReportText.times(load.answerMillis()) + "; wrong "
                + load.wrong();
    }
}
