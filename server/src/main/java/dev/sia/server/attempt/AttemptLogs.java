package dev.sia.server.attempt;

import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.db.Database;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.job.Step;
import dev.sia.server.log.LogLine;
import dev.sia.server.log.LogStore;
import dev.sia.server.log.LogStream;
import dev.sia.server.signal.Signals;
import dev.sia.server.signal.Topic;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Takes the log lines of running attempts: stored first, then told to the readers, each number once. */
public final class AttemptLogs {
    /** A line that has no number of its own yet. */
    public record Line(Instant at, LogStream stream, Step step, boolean continued, String text) {}

    private final Database database;
    private final LogStore logs;
    private final Signals signals;

    public AttemptLogs(Database database, LogStore logs, Signals signals) {
        this.database = database;
        this.logs = logs;
        this.signals = signals;
    }

    /**
     * Stores the lines that are not stored yet. A batch that begins after a hole is not stored at all.
     *
     * @return number of the last stored line, to be acknowledged
     */
    public long append(AgentIdentity agent, AttemptId id, Lease lease, long firstSeq, List<Line> lines) {
        return database.inTransaction(tx -> {
            Attempt attempt = AttemptReports.lockRunning(tx, agent, id, lease);
            if (firstSeq < 1) {
                throw new DomainException(ErrorCode.PROTOCOL_VIOLATION, "Log lines are numbered from 1.");
            }
            long last = attempt.lastLogSeq();
            long batchEnd = firstSeq + lines.size() - 1;
            if (firstSeq > last + 1 || batchEnd <= last) {
                return last;
            }
            logs.append(tx, id.value(), numbered(firstSeq, lines, last));
            tx.mapper(AttemptMapper.class).setLastLogSeq(id, batchEnd);
            tx.afterCommit(() -> signals.publish(Topic.log(attempt.jobId().value())));
            return batchEnd;
        });
    }

    private static List<LogLine> numbered(long firstSeq, List<Line> lines, long last) {
        return IntStream.range((int) (last + 1 - firstSeq), lines.size())
                .mapToObj(index -> numbered(firstSeq + index, lines.get(index)))
                .toList();
    }

    private static LogLine numbered(long seq, Line line) {
        return new LogLine(seq, line.at(), line.stream(), line.step(), line.continued(), line.text());
    }
}
