package dev.sia.cli.bench;

import dev.sia.cli.bench.auth.AuthBenchCommand;
import dev.sia.cli.bench.dispatch.DispatchBenchCommand;
import dev.sia.cli.bench.live.LiveBenchCommand;
import dev.sia.cli.bench.log.LogBenchCommand;
import picocli.CommandLine.Command;

/** {@code sia bench}: the commands that measure. */
@Command(
        name = "bench",
        description = "Measure what a server does on this machine.",
        subcommands = {
            DispatchBenchCommand.class,
            LogBenchCommand.class,
            LiveBenchCommand.class,
            AuthBenchCommand.class,
            WarmUpCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
public final class BenchGroup {}
