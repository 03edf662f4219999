package dev.sia.cli.bench;

import dev.sia.cli.ExitCode;
import dev.sia.cli.Surroundings;
import dev.sia.cli.bench.auth.ReadLoad;
import dev.sia.cli.bench.dispatch.JobsLoad;
import dev.sia.cli.bench.live.WatchLoad;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code sia bench warm-up}: load of every kind on a server of its own, of which nothing is measured. The launcher has a server
 * go through it to learn which classes and methods matter, and keeps that for later starts.
 */
@Command(
        name = "warm-up",
        hidden = true,
        description = "Puts load of every kind on a server, one after the other, and measures nothing.",
        mixinStandardHelpOptions = true)
public final class WarmUpCommand implements Callable<Integer> {
    private static final List<Load> LOADS = List.of(new JobsLoad(), new ReadLoad(), new WatchLoad());

    private final Surroundings surroundings;

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            defaultValue = "5s",
            description = "How long each kind of load lasts. Default: ${DEFAULT-VALUE}.")
    private Duration time = Duration.ZERO;

    /** In these surroundings. */
    public WarmUpCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        Duration each = BenchOptions.time("--for", time);
        try (BenchRun run = BenchRun.in(surroundings, null)) {
            run.withServer("warm-up", Map.of(), server -> {
                for (Load load : LOADS) {
                    load.on(server, each);
                }
                return LOADS.size();
            });
        }
        return ExitCode.OK.code();
    }
}
