package dev.sia.cli.job;

import dev.sia.api.model.CancellationStage;
import dev.sia.api.model.Job;
import dev.sia.api.model.JobStatus;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import dev.sia.sdk.live.EventOptions;
import dev.sia.sdk.live.EventRecord;
import dev.sia.sdk.live.LiveEvents;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sia job cancel}: asks for a job to be stopped. */
@Command(
        name = "cancel",
        description = {
            "Ask for a job to be stopped. A queued job is cancelled at once; for a running one the agent is told.",
            "",
            "With --wait, wait until it has stopped; the exit code is then 1 when its agent could not confirm it."
        },
        sortOptions = false)
public final class JobCancelCommand extends ApiCommand {
    @Parameters(paramLabel = "ID", description = "The job.")
    private UUID id;

    @Option(names = "--reason", paramLabel = "TEXT", description = "For people; kept with the job.")
    private @Nullable String reason;

    @Option(names = "--wait", description = "Wait until it has stopped.")
    private boolean wait;

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public JobCancelCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        Job job = session.jobs().cancel(id, reason);
        if (wait && !isOver(job)) {
            job = awaitEnd(session);
        }
        session.output().result(job, JobText.details(job, session.output().times()));
        return wait && job.getStatus() != JobStatus.CANCELLED ? ExitCode.FAILED : ExitCode.OK;
    }

    /** Looks at the job whenever something happened to it, the first time when it is sure that nothing is missed. */
    private Job awaitEnd(Session session) {
        try (LiveEvents events = session.client().live().events(session.organizationId(), EventOptions.job(id))) {
            for (EventRecord _ : events) {
                Job job = session.jobs().get(id);
                if (isOver(job)) {
                    return job;
                }
            }
        }
        return session.jobs().get(id);
    }

    private static boolean isOver(Job job) {
        boolean unconfirmed =
                job.getCancellation() != null && job.getCancellation().getStage() == CancellationStage.UNCONFIRMED;
        return unconfirmed || JobText.isSettled(job.getStatus());
    }
}
