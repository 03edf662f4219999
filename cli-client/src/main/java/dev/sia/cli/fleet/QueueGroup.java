package dev.sia.cli.fleet;

import picocli.CommandLine.Command;

/** {@code sia queue}: the commands about queues. */
@Command(
        name = "queue",
        description = "See what waits and what runs, and change the order.",
        subcommands = {
            QueueStatusCommand.class,
            QueuePauseCommand.class,
            QueueResumeCommand.class,
            QueueMoveCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
public final class QueueGroup {}
