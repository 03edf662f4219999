package dev.sia.server.rest;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sia.api.model.JobLog;
import dev.sia.api.model.LogPage;
import dev.sia.server.attempt.Attempt;
import dev.sia.server.attempt.AttemptReads;
import dev.sia.server.error.DomainException;
import dev.sia.server.job.Job;
import dev.sia.server.log.LogQuery;
import dev.sia.server.log.LogStore;
import dev.sia.server.rest.json.LogJson;
import dev.sia.server.rest.json.LogText;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Logs as REST gives them out. */
public final class LogAnswers {
    private static final int MOST_END_BYTES = 64 * 1024;

    private final AttemptReads attempts;
    private final LogStore logs;
    private final JsonMapper json;

    LogAnswers(AttemptReads attempts, LogStore logs, JsonMapper json) {
        this.attempts = attempts;
        this.logs = logs;
        this.json = json;
    }

    /** @param number null for the latest attempt */
    LogPage page(Job job, @Nullable Integer number, LogRange range) {
        Optional<Attempt> attempt = find(job, number);
        if (attempt.isEmpty()) {
            if (range.afterSeq() > 0) {
                throw LogRange.beyond(0);
            }
            return LogJson.none();
        }
        // The attempt first: whatever it says of its end is stored already.
        LogQuery query = range.of(attempt.get());
        return LogJson.of(attempt.get(), query, logs.read(job.organizationId(), query));
    }

    private Optional<Attempt> find(Job job, @Nullable Integer number) {
        if (number == null) {
            return attempts.latest(job.organizationId(), job.id());
        }
        return Optional.of(attempts.numbered(job.organizationId(), job.id(), number)
                .orElseThrow(() -> DomainException.notFound("This attempt")));
    }

    /** The last lines of an attempt's log and where to find the others. */
    JobLog end(Job job, Attempt attempt, int lines) {
        LogQuery last = LogQuery.last(attempt.id().value(), attempt.lastLogSeq(), lines, MOST_END_BYTES);
        return LogJson.end(
                job, attempt, lines == 0 || attempt.lastLogSeq() == 0 ? null : logs.read(job.organizationId(), last));
    }

    /** @param number null for the latest attempt */
    LogDownload download(Job job, @Nullable Integer number, boolean asJson) {
        LogText text = asJson ? LogText.ndjson(json) : LogText.plain();
        return find(job, number)
                .map(attempt -> new LogDownload(logs, attempt, text))
                .orElseThrow(() -> DomainException.notFound("The log of a job without an attempt"));
    }
}
