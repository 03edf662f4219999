package dev.sia.cli.agent;

import picocli.CommandLine.Command;

/** {@code sia agent}: the group of commands about agents on this machine. */
@Command(
        name = "agent",
        description = "Run an agent on this machine.",
        subcommands = AgentRunCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
public final class AgentCommand {}
