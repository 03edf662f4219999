package dev.sia.cli.job;

import dev.sia.cli.history.JobTimelineCommand;
import dev.sia.cli.log.JobLogsCommand;
import picocli.CommandLine.Command;

/** {@code sia job}: the commands about jobs. */
@Command(
        name = "job",
        description = "Queue, watch, steer and review jobs.",
        subcommands = {
            JobCreateCommand.class,
            JobListCommand.class,
            JobGetCommand.class,
            JobWorkflowCommand.class,
            JobLogsCommand.class,
            JobTimelineCommand.class,
            JobExplainCommand.class,
            JobAttemptsCommand.class,
            JobRevisionsCommand.class,
            JobUpdateCommand.class,
            JobHintCommand.class,
            JobCancelCommand.class,
            JobRetryCommand.class,
            JobReworkCommand.class,
            JobCompleteCommand.class,
            JobArchiveCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
public final class JobGroup {}
