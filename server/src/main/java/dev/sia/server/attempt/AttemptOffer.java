package dev.sia.server.attempt;

import dev.sia.server.agent.AgentId;
import dev.sia.server.job.JobId;
import dev.sia.server.job.Review;
import dev.sia.server.job.Step;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an agent is told about an attempt that it is to run.
 *
 * @param answerWithin time left to answer
 * @param timeout time to run, from acceptance
 * @param stepTimeout most time for one step; null for no limit but the attempt's
 */
public record AttemptOffer(
        AttemptId attemptId,
        Lease lease,
        AgentId agentId,
        JobId jobId,
        int attemptNumber,
        Duration answerWithin,
        Duration timeout,
        @Nullable Duration stepTimeout,
        Work work) {

    /**
     * The work of the job.
     *
     * @param prompt with what the last review asked for, which is also in {@code review}
     * @param continueWorkBranch an earlier attempt has published the work branch: go on from there
     */
    public record Work(
            String title,
            String prompt,
            String repositoryUrl,
            String baseBranch,
            String workBranch,
            List<Step> steps,
            Review review,
            boolean continueWorkBranch) {}
}
