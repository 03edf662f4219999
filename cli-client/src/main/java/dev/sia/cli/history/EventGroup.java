package dev.sia.cli.history;

import picocli.CommandLine.Command;

/** {@code sia event}: the commands about events. */
@Command(
        name = "event",
        description = "See what happened in the organization.",
        subcommands = EventListCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
public final class EventGroup {}
