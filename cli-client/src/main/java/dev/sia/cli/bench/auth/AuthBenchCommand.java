package dev.sia.cli.bench.auth;

import dev.sia.cli.Surroundings;
import dev.sia.cli.bench.BenchOptions;
import dev.sia.cli.bench.Bounds;
import dev.sia.cli.bench.Conditions;
import dev.sia.cli.bench.auth.AuthSettings.Part;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sia bench auth}: the figures that authentication and reading over REST are judged by. */
@Command(
        name = "auth",
        description = {
            "Measure what checking credentials costs, and how fast jobs are read over REST.",
            "",
            "Starts a server of its own on temporary data that is deleted again, and puts load on it over the loopback address. First"
                    + " it measures the machine itself ('sia server measure'). Nothing else should run meanwhile.",
            "",
            "  keys    getJob with one API key, whose check is remembered, and with many",
            "          in turn, which are looked up every 30 s each",
            "  tokens  getJob with one access token, whose check is remembered, and with a",
            "          fresh one each time, whose signature is checked",
            "  list    lists of 50 jobs with an API key",
            ""
        },
        sortOptions = false,
        mixinStandardHelpOptions = true,
        footerHeading = "%nKeys of -o json:%n",
        footer = {
            "  conditions   at, version, java, system, cores, loadAverage,",
            "               benchMaxHeapMiB, serverJavaOptions, load",
            "  yardstick    postgresVersion, fsync, insertCommitsPerSecond,",
            "               keySelectsPerSecond, copyRowsPerSecond, scale,",
            "               emptyWorkflowsPerSecond (0: not measured here)",
            "  connections  over which the requests went",
            "  keys         keys, one, many, cost",
            "  tokens       tokens, one, fresh, cost",
            "  list         as one, many and fresh: requests, perSecond, answerMillis,",
            "               wrong",
            "  targets      list of figure, measured, unit, target, targetHere, ratio",
            "               (1 or more is met), met",
            "",
            "The exit code is 1 when an answer was wrong; a missed target alone is no",
            "failure.",
            "",
            "Examples:",
            "  sia bench auth",
            "  sia bench auth --only keys --for 10s --server-setting SIA_DATABASE_POOL_SIZE=8"
        })
public final class AuthBenchCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(
            names = "--only",
            paramLabel = "PART",
            split = ",",
            description = "What to measure: keys, tokens, list. Default: all.")
    private @Nullable List<Part> only;

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            defaultValue = "15s",
            description = "How long each figure is measured. Default: ${DEFAULT-VALUE}.")
    private Duration time = Duration.ZERO;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "32",
            description = "Requests at a time. Default: ${DEFAULT-VALUE}.")
    private int connections;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "200",
            description = "Jobs to read. Default: ${DEFAULT-VALUE}.")
    private int jobs;

    @Option(
            names = "--keys",
            paramLabel = "N",
            defaultValue = "150",
            description = "API keys that call in turn. Default: ${DEFAULT-VALUE}.")
    private int keys;

    @Option(
            names = "--tokens",
            paramLabel = "N",
            defaultValue = "6000",
            description = "Access tokens, each of which calls once. Default: ${DEFAULT-VALUE}.")
    private int tokens;

    @Option(
            names = "--server-setting",
            paramLabel = "NAME=VALUE",
            description =
                    "An environment variable of the server, such as a limit that is in the way; repeat it for several.")
    private @Nullable Map<String, String> server;

    /** In these surroundings. */
    public AuthBenchCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        AuthSettings settings = settings();
        return options.run(
                surroundings,
                run -> new AuthBench(run, settings, Conditions.now(surroundings, AuthBench.LOAD)).measure(),
                AuthReportText::print,
                report -> report.wrong() == 0);
    }

    private AuthSettings settings() {
        return new AuthSettings(
                only == null || only.isEmpty() ? EnumSet.allOf(Part.class) : EnumSet.copyOf(only),
                options.warmUp(),
                options.yardstick(),
                BenchOptions.time("--for", time),
                Bounds.within("--connections", connections, 1, 1_000),
                Bounds.within("--jobs", jobs, 50, 100_000),
                Bounds.within("--keys", keys, 1, 200),
                Bounds.within("--tokens", tokens, 1, 1_000_000),
                server == null ? Map.of() : server);
    }
}
