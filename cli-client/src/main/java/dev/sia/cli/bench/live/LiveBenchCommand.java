package dev.sia.cli.bench.live;

import dev.sia.cli.Surroundings;
import dev.sia.cli.bench.BenchOptions;
import dev.sia.cli.bench.Bounds;
import dev.sia.cli.bench.Conditions;
import dev.sia.cli.bench.live.LiveSettings.Part;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sia bench live}: the figures that live views are judged by. */
@Command(
        name = "live",
        description = {
            "Measure how soon lines are seen, and what watchers cost, on this machine.",
            "",
            "Starts servers of its own, one after the other, on temporary data that is deleted again, and puts load on them over the"
                    + " loopback address. First it measures the machine itself ('sia server measure'). Nothing else should"
                    + " run meanwhile.",
            "",
            "  fan      one agent with 200 lines a second and many watchers of its log:",
            "           from writing a line to its arrival",
            "  stalled  readers that stop reading: the server's memory, a healthy",
            "           reader beside them, and how they go on",
            "  idle     sockets on which nothing happens: the server's memory",
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
            "  fan         watchers, linesPerSecond, received, lost, twice,",
            "              sendToReceive: count, p50, p95, p99, max in ms,",
            "              serverResidentMiB",
            "  stalled     readers, healthyBefore, healthyMeanwhile, p99Ratio, grownMiB,",
            "              endedWith1013, resumedWhole, reason",
            "  idle        sockets, connectSeconds, serverResidentMiBBefore,",
            "              serverResidentMiB",
            "  targets     list of figure, measured, unit, target, targetHere, ratio",
            "              (1 or more is met), met",
            "",
            "The exit code is 1 when a line was lost or seen twice, or a stalled reader was",
            "not ended with 1013 or did not resume whole; a missed target alone is no failure.",
            "",
            "Examples:",
            "  sia bench live",
            "  sia bench live --only fan --watchers 100 --for 10s"
        })
public final class LiveBenchCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(
            names = "--only",
            paramLabel = "PART",
            split = ",",
            description = "What to measure: fan, stalled, idle. Default: all.")
    private @Nullable List<Part> only;

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            defaultValue = "34s",
            description = "How long lines are watched; stalled readers are ended after 30s. Default: ${DEFAULT-VALUE}.")
    private Duration time = Duration.ZERO;

    @Option(
            names = "--watchers",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Watchers of one log. Default: ${DEFAULT-VALUE}.")
    private int watchers;

    @Option(
            names = "--stalled",
            paramLabel = "N",
            defaultValue = "200",
            description = "Readers that stop reading. Default: ${DEFAULT-VALUE}.")
    private int stalled;

    @Option(
            names = "--idle",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Sockets on which nothing happens. Default: ${DEFAULT-VALUE}.")
    private int idle;

    /** In these surroundings. */
    public LiveBenchCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        LiveSettings settings = settings();
        return options.run(
                surroundings,
                run -> new LiveBench(run, settings, Conditions.now(surroundings, LiveBench.LOAD)).measure(),
                LiveReportText::print,
                report -> report.broken() == 0);
    }

    private LiveSettings settings() {
        return new LiveSettings(
                only == null || only.isEmpty() ? EnumSet.allOf(Part.class) : EnumSet.copyOf(only),
                options.warmUp(),
                options.yardstick(),
                BenchOptions.time("--for", time),
                Bounds.within("--watchers", watchers, 1, 10_000),
                Bounds.within("--stalled", stalled, 1, 5_000),
                Bounds.within("--idle", idle, 1, 50_000));
    }
}
