package dev.sia.cli.fleet;

import dev.sia.cli.agent.AgentRunCommand;
import dev.sia.cli.conformance.ConformanceCommand;
import picocli.CommandLine.Command;

/** {@code sia agent}: running an agent here, trying one out, and the commands about all agents. */
@Command(
        name = "agent",
        description = "Run an agent on this machine; see and manage the agents of the organization.",
        subcommands = {
            AgentRunCommand.class,
            ConformanceCommand.class,
            AgentListCommand.class,
            AgentGetCommand.class,
            AgentDrainCommand.class,
            AgentResumeCommand.class,
            AgentRenameCommand.class,
            AgentRevokeCommand.class,
            AgentRemoveCommand.class,
            EnrolTokenCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
public final class AgentGroup {}
