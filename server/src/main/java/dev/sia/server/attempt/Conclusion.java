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

    /**
     * The job is tried again.
     *
     * @param elsewhere the agent may have been at fault, so another one shall have it
     */
    record Requeue(String reason, boolean elsewhere) implements Conclusion {}

    /**
     * Somebody asked for it.
     *
     * @param confirmed whether the agent said that the work has stopped
     */
    record Cancel(boolean confirmed) implements Conclusion {}

    static Conclusion of(AttemptStatus status, @Nullable Failure failure, Tries tries, boolean cancellationRequested) {
        if (cancellationRequested) {
            return new Cancel(status != AttemptStatus.LOST);
        }
        return switch (status) {
            case OFFERED, RUNNING -> throw new IllegalArgumentException("The attempt is still " + status);
            case SUCCEEDED -> new Review();
            case FAILED, LOST -> afterFailure(orUnknown(failure), tries);
            case CANCELLED ->
                afterFailure(new Failure(FailureClass.AGENT, null, "The agent stopped the attempt."), tries);
        };
    }

    private static Conclusion afterFailure(Failure failure, Tries tries) {
        boolean worthwhile = tries.policy().on().contains(failure.failureClass())
                && tries.made() < tries.policy().maxAttempts();
        if (!worthwhile) {
            return new Fail(failure);
        }
        if (tries.timeUp()) {
            return new Fail(new Failure(
                    FailureClass.TIMEOUT,
                    failure.step(),
                    "The job's time is up, so it is not tried again after this: " + failure.message()));
        }
        FailureClass failureClass = failure.failureClass();
        return new Requeue(failure.message(), failureClass.isInfrastructure() || failureClass == FailureClass.STUCK);
    }

    private static Failure orUnknown(@Nullable Failure failure) {
        return failure == null ? new Failure(FailureClass.AGENT, null, "The agent gave no reason.") : failure;
    }
}
