package dev.sia.cli.fleet;

import dev.sia.api.model.QueueList;
import dev.sia.api.model.QueueName;
import dev.sia.api.model.QueueOverview;
import dev.sia.api.model.QueueStatus;
import dev.sia.api.model.QueuedJob;
import dev.sia.api.model.RunningJob;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import dev.sia.cli.output.Output;
import dev.sia.cli.output.PlainText;
import dev.sia.cli.output.Table;
import dev.sia.cli.output.Terminal.Paint;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sia queue status}: both queues in numbers, or the jobs of one. */
@Command(
        name = "status",
        description = "Show both queues in numbers, or the jobs that wait in one and those from it that run.",
        sortOptions = false)
public final class QueueStatusCommand extends ApiCommand {
    @Parameters(
            paramLabel = "QUEUE",
            arity = "0..1",
            converter = QueueText.class,
            description = "backlog or rework. Default: both, in numbers.")
    private @Nullable QueueName queue;

    /** In these surroundings. */
    public QueueStatusCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        if (queue == null) {
            both(session.queues().list(), session.output());
        } else {
            one(session.queues().get(queue), session.output());
        }
        return ExitCode.OK;
    }

    private static void both(List<QueueOverview> queues, Output output) {
        output.result(new QueueList().items(queues), table(queues, output));
    }

    /** One queue in numbers. */
    static void print(QueueOverview queue, Output output) {
        output.result(queue, table(List.of(queue), output));
    }

    private static Table table(List<QueueOverview> queues, Output output) {
        Table table = new Table(3, "QUEUE", "WAITING", "RUNNING", "PAUSED");
        queues.forEach(it -> table.row(
                it.getName(),
                it.getQueuedCount(),
                it.getRunningCount(),
                it.getPause() == null ? "" : QueueText.pause(it.getPause(), output.times())));
        return table;
    }

    private static void one(QueueStatus queue, Output output) {
        if (output.isJson()) {
            output.document(queue);
            return;
        }
        if (queue.getPause() != null) {
            String paused = "paused " + QueueText.pause(queue.getPause(), output.times());
            output.out().println(output.terminal().paint(Paint.BAD, PlainText.oneLine(paused)));
            output.out().println();
        }
        output.out().println(output.terminal().paint(Paint.STRONG, queue.getRunningCount() + " running"));
        if (!queue.getRunning().isEmpty()) {
            running(queue.getRunning(), output).print(output.out(), output.terminal());
        }
        output.out().println();
        output.out().println(output.terminal().paint(Paint.STRONG, queue.getQueuedCount() + " waiting"));
        if (!queue.getQueued().isEmpty()) {
            waiting(queue.getQueued(), output).print(output.out(), output.terminal());
        }
        if (queue.getNextCursor() != null) {
            output.out()
                    .println("… and "
                            + (queue.getQueuedCount() - queue.getQueued().size()) + " more");
        }
    }

    private static Table running(List<RunningJob> jobs, Output output) {
        Table table = new Table(5, "JOB", "ATTEMPT", "STEP", "AGENT", "SINCE", "TITLE");
        jobs.forEach(it -> table.row(
                it.getJobId(),
                it.getAttempt() + " " + it.getAttemptStatus(),
                it.getStep(),
                it.getAgentName(),
                output.times().when(it.getOfferedAt()),
                it.getTitle()));
        return table;
    }

    private static Table waiting(List<QueuedJob> jobs, Output output) {
        Table table = new Table(5, "#", "JOB", "PRIORITY", "LABELS", "QUEUED", "TITLE");
        jobs.forEach(it -> table.row(
                it.getPosition(),
                it.getJobId(),
                it.getPriority(),
                String.join(",", it.getLabels()),
                output.times().when(it.getQueuedAt()),
                it.getTitle()));
        return table;
    }
}
