package dev.sia.server.feed;

import dev.sia.server.attempt.Attempt;
import dev.sia.server.job.Job;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a job's tail knew when a round of it had ended.
 *
 * @param round its number
 * @param attempt the latest accepted attempt, as it was before its lines and the job were read; null for none
 * @param job null while the attempt's lines have not all been read, or it has not moved its job on: the job waits for it
 * @param readTo number of the attempt's last record that has been read
 * @param news the records up to there that this round has read
 * @param ring its last records
 */
record JobView(
        long round, @Nullable Attempt attempt, @Nullable Job job, long readTo, List<Piece> news, Ring<Piece> ring) {
    /** With the text that one read takes, these fit into a frame whatever their number adds. */
    private static final int FEW = 256;

    /** Number of the attempt, 0 for none. */
    int number() {
        return attempt == null ? 0 : attempt.number();
    }

    /** The records that follow this number; nobody waits for anybody where a watcher has kept up with the rounds. */
    List<Piece> after(long sent, int most, long mostBytes) {
        boolean keptUp =
                !news.isEmpty() && news.size() <= FEW && news.getFirst().number() == sent + 1;
        return keptUp ? news : ring.after(sent, most, mostBytes);
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
