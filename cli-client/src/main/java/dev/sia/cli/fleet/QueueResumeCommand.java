package dev.sia.cli.fleet;

import dev.sia.api.model.QueueName;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sia queue resume}: ends a pause. */
@Command(name = "resume", description = "Have jobs given out from a paused queue again.", sortOptions = false)
public final class QueueResumeCommand extends ApiCommand {
    @Parameters(paramLabel = "QUEUE", converter = QueueText.class, description = "backlog or rework.")
    private QueueName queue;

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public QueueResumeCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        QueueStatusCommand.print(session.queues().resume(queue), session.output());
        return ExitCode.OK;
    }
}
