package dev.sia.cli.job;

import dev.sia.cli.history.JobTimelineCommand;
import picocli.CommandLine.Command;

/** {@code sia job}: the commands about jobs. */
@Command(
        name = "job",
        description = "Queue, watch and cancel jobs.",
        subcommands = {
            JobCreateCommand.class,
            JobListCommand.class,
            JobGetCommand.class,
            JobWorkflowCommand.class,
            JobLogsCommand.class,
            JobTimelineCommand.class,
            JobCancelCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
public final class JobGroup {}
