package dev.sia.server.attempt;

import dev.sia.server.agent.AgentId;
import dev.sia.server.job.JobId;
import dev.sia.server.job.Step;
import java.time.Duration;
import java.util.List;

/**
 * What an agent is told about an attempt that it is to run.
 *
 * @param answerWithin time left to answer
 * @param timeout time to run, from acceptance
 */
public record AttemptOffer(
        AttemptId attemptId,
        Lease lease,
        AgentId agentId,
        JobId jobId,
        int attemptNumber,
        Duration answerWithin,
        Duration timeout,
        Work work) {

    /** The work of the job. */
    public record Work(
            String title,
            String prompt,
            String repositoryUrl,
            String baseBranch,
            String workBranch,
            List<Step> steps) {}
}
