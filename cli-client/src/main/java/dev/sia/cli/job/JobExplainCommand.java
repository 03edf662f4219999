package dev.sia.cli.job;

import dev.sia.api.model.JobScheduling;
import dev.sia.api.model.SchedulingReason;
import dev.sia.api.model.StartEstimate;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import dev.sia.cli.output.Details;
import dev.sia.cli.output.Times;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sia job explain}: why a job waits. */
@Command(
        name = "explain",
        description = "Tell why a job waits, and when it may start if that can be told.",
        sortOptions = false)
public final class JobExplainCommand extends ApiCommand {
    @Parameters(paramLabel = "ID", description = "The job.")
    private UUID id;

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public JobExplainCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        JobScheduling scheduling = session.queues().scheduling(id);
        session.output().result(scheduling, details(scheduling, session.output().times()));
        return ExitCode.OK;
    }

    private static Details details(JobScheduling scheduling, Times times) {
        Details details = new Details()
                .add("state", scheduling.getState().toString().replace('_', ' '))
                .add("position", scheduling.getPosition())
                .add("because", reasons(scheduling));
        StartEstimate estimate = scheduling.getEstimatedStart();
        if (estimate != null) {
            details.add("may start", times.when(estimate.getAt())).add("as", estimate.getBasis());
        }
        return details;
    }

    private static @Nullable String reasons(JobScheduling scheduling) {
        return switch (scheduling.getState()) {
            case WAITING ->
                scheduling.getReasons().isEmpty()
                        ? "it is about to be given out"
                        : scheduling.getReasons().stream()
                                .map(SchedulingReason::getMessage)
                                .collect(Collectors.joining("\n"));
            case RUNNING, NOT_QUEUED, UNRECOGNIZED -> null;
        };
    }
}
