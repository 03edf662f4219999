package dev.sia.server.activity;

import dev.sia.server.attempt.AttemptProgress;
import dev.sia.server.attempt.AttemptProgress.Next;
import dev.sia.server.job.JobId;
import dev.sia.server.workflow.JobActivities;
import dev.sia.server.workflow.NextStep;
import java.util.UUID;

/** Asks {@link AttemptProgress} and puts its answer into the workflow's words. */
public final class JobActivitiesImpl implements JobActivities {
    private final AttemptProgress progress;

    public JobActivitiesImpl(AttemptProgress progress) {
        this.progress = progress;
    }

    @Override
    public NextStep advance(String jobId) {
        return switch (progress.advance(new JobId(UUID.fromString(jobId)))) {
            case Next.Wait() -> new NextStep(NextStep.Kind.WAIT, null, null, 0, false);
            case Next.Over() -> new NextStep(NextStep.Kind.OVER, null, null, 0, false);
            case Next.Run run ->
                new NextStep(
                        NextStep.Kind.RUN,
                        run.attempt().toString(),
                        run.nodeId().map(NodeQueue::of).orElse(null),
                        run.longest().toSeconds(),
                        run.commandsPending());
        };
    }
}
