package dev.sia.cli.bench.log;

import dev.sia.cli.Surroundings;
import dev.sia.cli.bench.BenchOptions;
import dev.sia.cli.bench.Bounds;
import dev.sia.cli.bench.Conditions;
import dev.sia.cli.bench.log.LogSettings.Part;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sia bench logs}: the figures that the taking and reading of logs are judged by. */
@Command(
        name = "logs",
        description = {
            "Measure how a server takes and gives out logs on this machine.",
            "",
            "Starts a server of its own on temporary data that is deleted again, and puts load on it over the loopback address. First"
                    + " it measures the machine itself ('sia server measure'). Lines have 120 bytes. Nothing else should run"
                    + " meanwhile.",
            "",
            "  ingest  lines stored and acknowledged with many agents at full speed",
            "  length  one agent at full speed on a long log and on short ones, in turn",
            "  paced   one agent with 200 lines a second: from writing to",
            "          acknowledgement",
            "  read    1,000 lines anywhere in a long log, over REST",
            ""
        },
        sortOptions = false,
        mixinStandardHelpOptions = true,
        footerHeading = "%nKeys of -o json:%n",
        footer = {
            "  conditions  at, version, java, system, cores, loadAverage,",
            "              benchMaxHeapMiB, serverJavaOptions, load",
            "  yardstick   postgresVersion, fsync, insertCommitsPerSecond,",
            "              keySelectsPerSecond, copyRowsPerSecond, scale,",
            "              emptyWorkflowsPerSecond (0: not measured here)",
            "  ingest      agents, seconds, acknowledged, linesPerSecond, lost,",
            "              storedBytesPerLine, serverResidentMiB",
            "  length      longLog, shortLinesPerSecond, longLinesPerSecond, longToShort",
            "  paced       linesPerSecond, fromWriting: count, p50, p95, p99, max in ms,",
            "              storedBytesPerLine",
            "  read        longLog, linesInARange, answerMillis, wrong",
            "  targets     list of figure, measured, unit, target, targetHere, ratio",
            "              (1 or more is met), met",
            "",
            "The exit code is 1 when an acknowledged line is not there or a range is wrong;",
            "a missed target alone is no failure.",
            "",
            "Examples:",
            "  sia bench logs",
            "  sia bench logs --only ingest --for 10s"
        })
public final class LogBenchCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(
            names = "--only",
            paramLabel = "PART",
            split = ",",
            description = "What to measure: ingest, length, paced, read. Default: all.")
    private @Nullable List<Part> only;

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            defaultValue = "20s",
            description = "How long ingest, length and paced are measured each. Default: ${DEFAULT-VALUE}.")
    private Duration time = Duration.ZERO;

    @Option(
            names = "--agents",
            paramLabel = "N",
            defaultValue = "50",
            description = "Agents at full speed. Default: ${DEFAULT-VALUE}.")
    private int agents;

    @Option(
            names = "--long-log",
            paramLabel = "LINES",
            defaultValue = "1000000",
            description = "Lines of the long log. Default: ${DEFAULT-VALUE}.")
    private int longLog;

    @Option(
            names = "--reads",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Ranges that are read. Default: ${DEFAULT-VALUE}.")
    private int reads;

    /** In these surroundings. */
    public LogBenchCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        LogSettings settings = settings();
        return options.run(
                surroundings,
                run -> new LogBench(run, settings, Conditions.now(surroundings, LogBench.LOAD)).measure(),
                LogReportText::print,
                report -> report.broken() == 0);
    }

    private LogSettings settings() {
        return new LogSettings(
                only == null || only.isEmpty() ? EnumSet.allOf(Part.class) : EnumSet.copyOf(only),
                options.warmUp(),
                options.yardstick(),
                BenchOptions.time("--for", time),
                Bounds.within("--agents", agents, 1, 500),
                Bounds.within("--long-log", longLog, 2_000, 100_000_000),
                Bounds.within("--reads", reads, 1, 1_000_000));
    }
}
