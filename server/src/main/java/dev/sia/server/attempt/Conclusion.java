package dev.sia.server.attempt;

import dev.sia.server.job.Failure;
import dev.sia.server.job.FailureClass;
import org.jspecify.annotations.Nullable;

/** What an ended attempt means for its job: a pure decision. */
public sealed interface Conclusion {
    /** The work waits for people. */
    record Review() implements Conclusion {}

    /** The job has failed. */
    record Fail(Failure failure) implements Conclusion {}

    /** Another agent may do better. */
    record Requeue(String reason) implements Conclusion {}

    /**
     * Somebody asked for it.
     *
     * @param confirmed whether the agent said that the work has stopped
     */
    record Cancel(boolean confirmed) implements Conclusion {}

    /** Attempts of one job that may fail for reasons that lie with the agents. */
    int MOST_ATTEMPTS = 3;

    static Conclusion of(
            AttemptStatus status, @Nullable Failure failure, int attemptNumber, boolean cancellationRequested) {
        if (cancellationRequested) {
            return new Cancel(status != AttemptStatus.LOST);
        }
        return switch (status) {
            case OFFERED, RUNNING -> throw new IllegalArgumentException("The attempt is still " + status);
            case SUCCEEDED -> new Review();
            case FAILED, LOST -> afterFailure(orUnknown(failure), attemptNumber);
            case CANCELLED ->
                afterFailure(new Failure(FailureClass.AGENT, null, "The agent stopped the attempt."), attemptNumber);
        };
    }

    private static Conclusion afterFailure(Failure failure, int attemptNumber) {
        return failure.failureClass().isInfrastructure() && attemptNumber < MOST_ATTEMPTS
                ? new Requeue(failure.message())
                : new Fail(failure);
    }

    private static Failure orUnknown(@Nullable Failure failure) {
        return failure == null ? new Failure(FailureClass.AGENT, null, "The agent gave no reason.") : failure;
    }
}
