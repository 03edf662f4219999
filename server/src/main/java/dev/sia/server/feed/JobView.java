package dev.sia.server.feed;

import dev.sia.server.attempt.Attempt;
import dev.sia.server.job.Job;
import org.jspecify.annotations.Nullable;

/**
 * What a job's tail knew when a round of it had ended.
 *
 * @param round its number
 * @param attempt the latest accepted attempt, as it was before its lines and the job were read; null for none
 * @param job null while the attempt's lines have not all been read, or it has not moved its job on: the job waits for it
 * @param readTo number of the attempt's last record that has been read
 * @param ring its last records
 */
record JobView(
        long round, @Nullable Attempt attempt, @Nullable Job job, long readTo, Ring<Piece> ring) {
    /** Number of the attempt, 0 for none. */
    int number() {
        return attempt == null ? 0 : attempt.number();
    }

    /** Whether a watcher that has seen the other one may have something to do. */
    boolean isNewsAfter(@Nullable JobView other) {
        return other == null
                || number() != other.number()
                || readTo != other.readTo
                || isConcluded() != other.isConcluded()
                || !standing().equals(other.standing());
    }

    private boolean isConcluded() {
        return attempt != null && attempt.concluded();
    }

    private String standing() {
        return job == null ? "" : job.status() + " " + job.attemptCount();
    }
}
