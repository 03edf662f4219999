package dev.sia.server.job;

import java.util.List;

/**
 * When a job is tried again without anybody asking.
 *
 * @param maxAttempts attempts in all since a person queued the job last
 * @param on failures that are worth another attempt, in their order and each once
 */
public record RetryPolicy(int maxAttempts, List<FailureClass> on) {
    /** What lies with the agent and not with the work, twice more. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(3, List.of(FailureClass.AGENT, FailureClass.AGENT_LOST));

    public RetryPolicy {
        on = on.stream().distinct().sorted().toList();
    }
}
