package dev.sia.cli.bench.dispatch;

import dev.sia.cli.Surroundings;
import dev.sia.cli.bench.BenchOptions;
import dev.sia.cli.bench.Bounds;
import dev.sia.cli.bench.dispatch.DispatchSettings.Sizes;
import dev.sia.cli.bench.dispatch.DispatchSettings.Temporal;
import dev.sia.cli.bench.dispatch.DispatchSettings.Times;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sia bench dispatch}: the figures that dispatch is judged by. */
@Command(
        name = "dispatch",
        description = {
            "Measure how a server takes, gives out and finishes jobs on this machine.",
            "",
            "Starts servers of its own, one after the other, on temporary data that is deleted again, and puts load on them over"
                    + " the loopback address. First it measures the machine itself ('sia server measure'), because machines"
                    + " differ: targets are scaled by it. Nothing else should run meanwhile.",
            "",
            "  latency    from a create request to the offer that an idle agent",
            "             receives, at a fixed rate",
            "  lifecycle  jobs from creation to review with agents that finish at once",
            "  create     jobs accepted over 32 connections, with an empty queue and",
            "             with a long one",
            "  move       moves of a job to any place in the long queue",
            "  fleet      idle agents: memory of the server, then its restart until",
            "             all are back",
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
            "              emptyWorkflowsPerSecond, realEmptyWorkflowsPerSecond",
            "  latency     agents, jobsPerSecond, jobs, notOffered, refused, and",
            "              fromRequest, fromAnswer: count, p50, p95, p99, max in ms",
            "  lifecycle   temporal, agents, jobs, seconds, jobsPerSecond,",
            "              steadyJobsPerSecond, lost, twice, eventHoles,",
            "              repeatedOffers, refused, firstRefusal,",
            "              shareOfEmptyWorkflows",
            "  lifecycleOnRealTemporal  as lifecycle",
            "  create      connections, fillJobsPerSecond, fullToEmpty, lost, refused,",
            "              firstRefusal, and empty, full: queuedBefore, jobs,",
            "              jobsPerSecond, answerMillis",
            "  move        queued, moves, answerMillis, refused, firstRefusal",
            "  fleet       agents, agentsPerConnection, joinSeconds, serverResidentMiB,",
            "              serverResidentMiBAfterRestart, downSeconds, backSeconds,",
            "              mostBackInOneSecond, backInSecond, online",
            "  targets     list of figure, measured, unit, target, targetHere, ratio",
            "              (1 or more is met), met",
            "",
            "The exit code is 1 when a job was lost, done twice or never offered, or a",
            "move was refused; a missed target alone is no failure.",
            "",
            "Examples:",
            "  sia bench dispatch",
            "  sia bench dispatch --only latency --latency-for 10s --warm-up 5s",
            "  sia bench dispatch --only lifecycle --temporal-target localhost:7233"
        })
public final class DispatchBenchCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(
            names = "--only",
            paramLabel = "PART",
            split = ",",
            description = "What to measure: latency, lifecycle, create, move, fleet. Default: all.")
    private @Nullable List<Part> only;

    @Option(
            names = "--latency-for",
            paramLabel = "DURATION",
            defaultValue = "30s",
            description = "How long jobs come at the rate. Default: ${DEFAULT-VALUE}.")
    private Duration latency = Duration.ZERO;

    @Option(
            names = "--latency-rate",
            paramLabel = "N",
            defaultValue = "20",
            description = "Jobs per second. Default: ${DEFAULT-VALUE}.")
    private int latencyRate;

    @Option(
            names = "--lifecycle-for",
            paramLabel = "DURATION",
            defaultValue = "60s",
            description = "How long jobs are created. Default: ${DEFAULT-VALUE}.")
    private Duration lifecycle = Duration.ZERO;

    @Option(
            names = "--lifecycle-agents",
            paramLabel = "N",
            defaultValue = "200",
            description = "Agents that finish at once. Default: ${DEFAULT-VALUE}.")
    private int lifecycleAgents;

    @Option(
            names = "--create-for",
            paramLabel = "DURATION",
            defaultValue = "10s",
            description = "How long jobs are created with each length of the queue. Default: ${DEFAULT-VALUE}.")
    private Duration create = Duration.ZERO;

    @Option(
            names = "--queued",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Length of the long queue; making it takes at most 10 minutes. Default: ${DEFAULT-VALUE}.")
    private int queued;

    @Option(
            names = "--moves",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Moves in it, one after the other. Default: ${DEFAULT-VALUE}.")
    private int moves;

    @Option(
            names = "--fleet-agents",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Idle agents. Default: ${DEFAULT-VALUE}.")
    private int fleetAgents;

    @Option(
            names = "--temporal-target",
            paramLabel = "HOST:PORT",
            description = "Measure the lifecycle on this Temporal too. Default: $SIA_TEST_TEMPORAL_TARGET.")
    private @Nullable String temporalTarget;

    @Option(
            names = "--temporal-namespace",
            paramLabel = "NAME",
            defaultValue = "default",
            description = "Its namespace. Default: ${DEFAULT-VALUE}.")
    private String temporalNamespace = "";

    /** In these surroundings. */
    public DispatchBenchCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        DispatchSettings settings = settings();
        return options.run(
                surroundings,
                run -> new DispatchBench(surroundings, settings, run).measure(),
                (output, report) -> new DispatchReportText(output).print(report),
                report -> report.broken() == 0);
    }

    private DispatchSettings settings() {
        Set<Part> parts = only == null || only.isEmpty() ? EnumSet.allOf(Part.class) : EnumSet.copyOf(only);
        return new DispatchSettings(
                parts,
                new Times(
                        options.warmUp(),
                        options.yardstick(),
                        BenchOptions.time("--latency-for", latency),
                        BenchOptions.time("--lifecycle-for", lifecycle),
                        BenchOptions.time("--create-for", create)),
                new Sizes(
                        Bounds.within("--latency-rate", latencyRate, 1, 1_000),
                        Bounds.within("--lifecycle-agents", lifecycleAgents, 1, 10_000),
                        Bounds.within("--queued", queued, 2, 1_000_000),
                        Bounds.within("--moves", moves, 1, 1_000_000),
                        Bounds.within("--fleet-agents", fleetAgents, 1, 50_000)),
                temporal());
    }

    private Optional<Temporal> temporal() {
        return Optional.ofNullable(temporalTarget)
                .or(() -> surroundings.variable("SIA_TEST_TEMPORAL_TARGET"))
                .map(target -> new Temporal(target, temporalNamespace));
    }
}
