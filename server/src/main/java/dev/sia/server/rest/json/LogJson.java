package dev.sia.server.rest.json;

import dev.sia.api.model.JobLog;
import dev.sia.api.model.LogGap;
import dev.sia.api.model.LogGapReason;
import dev.sia.api.model.LogLine;
import dev.sia.api.model.LogPage;
import dev.sia.api.model.LogStream;
import dev.sia.api.model.Step;
import dev.sia.server.attempt.Attempt;
import dev.sia.server.job.Job;
import dev.sia.server.json.LogLineJson;
import dev.sia.server.log.LogFilter;
import dev.sia.server.log.LogQuery;
import dev.sia.server.log.LogScan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ranges of logs. */
public final class LogJson {
    private LogJson() {}

    /** What a job that has had no attempt answers. */
    public static LogPage none() {
        return new LogPage()
                .attempt(0)
                .lines(List.of())
                .lastSeq(0L)
                .oldestSeq(0L)
                .complete(false);
    }

    public static LogPage of(Attempt attempt, LogQuery query, LogScan scan) {
        return new LogPage()
                .attempt(attempt.number())
                .lines(lines(scan))
                .gap(gap(attempt, query, scan))
                .nextAfterSeq(scan.more() && !query.backward() ? scan.scannedTo() : null)
                .nextBeforeSeq(scan.more() && query.backward() ? scan.scannedFrom() : null)
                .lastSeq(attempt.lastLogSeq())
                .oldestSeq(oldest(attempt))
                .complete(attempt.logComplete());
    }

    private static List<LogLine> lines(LogScan scan) {
        return scan.lines().stream().map(LogLineJson::of).toList();
    }

    /** What of the range is not there any more. Without a filter that is what was not found, whenever it was removed. */
    private static @Nullable LogGap gap(Attempt attempt, LogQuery query, LogScan scan) {
        long last = Math.min(attempt.logOldestSeq(), query.beforeSeq()) - 1;
        if (query.filter().equals(LogFilter.ALL)) {
            last = scan.lines().isEmpty()
                    ? scan.scannedTo()
                    : scan.lines().getFirst().seq() - 1;
        }
        return scan.scannedFrom() <= last ? gap(scan.scannedFrom(), last) : null;
    }

    static LogGap gap(long fromSeq, long toSeq) {
        return new LogGap().fromSeq(fromSeq).toSeq(toSeq).reason(LogGapReason.RETENTION);
    }

    /** 0 when nothing is kept. */
    static long oldest(Attempt attempt) {
        return attempt.logOldestSeq() <= attempt.lastLogSeq() ? attempt.logOldestSeq() : 0;
    }

    /** @param scan the last lines; null for none */
    public static JobLog end(Job job, Attempt attempt, @Nullable LogScan scan) {
        return new JobLog()
                .attempt(attempt.number())
                .lines(scan == null ? List.of() : lines(scan))
                .href("/v1/organizations/" + job.organizationId() + "/jobs/" + job.id() + "/logs?attempt="
                        + attempt.number());
    }

    public static LogFilter filter(@Nullable Step step, @Nullable LogStream stream, @Nullable String contains) {
        return new LogFilter(
                stream == null ? null : dev.sia.server.log.LogStream.valueOf(stream.name()),
                step == null ? null : dev.sia.server.job.Step.valueOf(step.name()),
                contains);
    }
}
