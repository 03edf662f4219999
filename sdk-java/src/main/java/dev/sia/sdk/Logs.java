package dev.sia.sdk;

import dev.sia.api.client.LogsApi;
import dev.sia.api.model.Attempt;
import dev.sia.api.model.LogEntry;
import dev.sia.api.model.LogLine;
import dev.sia.api.model.LogPage;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The stored logs of one organization's jobs. To go on as a log grows use {@link SiaClient#live()}.
 *
 * <p>Every method throws {@link dev.sia.sdk.error.SiaException}: {@code SiaNotFoundException} for a job or attempt that is not there
 * for the caller, {@code SiaValidationException} for a range beyond the log's end, {@code SiaUnavailableException} when there is no
 * answer.
 */
public final class Logs {
    private final UUID organizationId;
    private final LogsApi api;
    private final LogDownload download;
    private final Calls calls;

    Logs(UUID organizationId, LogsApi api, LogDownload download, Calls calls) {
        this.organizationId = organizationId;
        this.api = api;
        this.download = download;
        this.calls = calls;
    }

    /** The first records of a range, at most {@code range.limit()}; with a filter maybe fewer, although there are more. */
    public LogPage page(UUID jobId, LogRange range) {
        return page(jobId, range, false);
    }

    /**
     * What is stored now of a range, in order: records, and where some have been removed, what is missing. Asked for as the stream is
     * read. When the range names no attempt it is the one that is the latest when reading begins.
     */
    public Stream<LogEntry> entries(UUID jobId, LogRange range) {
        Reader reader = new Reader(jobId, range);
        return PageStream.of(cursor -> reader.next());
    }

    /** The same without what is missing. */
    public Stream<LogLine> lines(UUID jobId, LogRange range) {
        return entries(jobId, range).map(LogEntry::getLine).filter(Objects::nonNull);
    }

    /** The last records of a range, in order; before them what is missing, when the range is not kept as far back. */
    public List<LogEntry> last(UUID jobId, LogRange range, int count) {
        Deque<LogEntry> found = new ArrayDeque<>();
        LogRange rest = range;
        Long before;
        do {
            LogPage page = page(jobId, rest.inPagesOf(Math.min(range.limit(), count - found.size())), true);
            page.getLines().reversed().forEach(line -> found.addFirst(new LogEntry().line(line)));
            before = page.getNextBeforeSeq();
            if (before == null && page.getGap() != null && found.size() < count) {
                found.addFirst(new LogEntry().gap(page.getGap()));
            }
            rest = range.inAttempt(page.getAttempt() == 0 ? range.attempt() : Integer.valueOf(page.getAttempt()))
                    .before(before);
        } while (before != null && found.size() < count);
        return List.copyOf(found);
    }

    /**
     * What is stored of an attempt's log, however long, as it comes. Close it; closing early breaks the download off. A read throws
     * {@link java.io.IOException} when the connection breaks.
     *
     * @param attempt number of the attempt; null for the latest
     */
    public InputStream download(UUID jobId, @Nullable Integer attempt, LogFormat format) {
        return calls.repeatable(() -> download.open(organizationId, jobId, attempt, format));
    }

    /**
     * Reads an attempt's log, as far as it was stored when the attempt was read, and tells what proves it wrong.
     *
     * @return one sentence about the first flaw; empty when it is what the attempt's digest says
     */
    public Optional<String> flaw(UUID jobId, Attempt attempt) {
        LogAudit audit = new LogAudit();
        LogRange whole = LogRange.ofAttempt(attempt.getNumber())
                .before(attempt.getLog().getLastSeq() + 1)
                .inPagesOf(5000);
        try (Stream<LogLine> lines = lines(jobId, whole)) {
            lines.forEach(audit::add);
        }
        return audit.flaw(attempt.getLog());
    }

    private LogPage page(UUID jobId, LogRange range, boolean tail) {
        LogFilter filter = range.filter();
        return calls.repeatable(() -> api.listJobLogs(
                organizationId,
                jobId,
                range.attempt(),
                range.afterSeq(),
                range.beforeSeq(),
                tail ? Boolean.TRUE : null,
                range.limit(),
                filter.step(),
                filter.stream(),
                filter.contains()));
    }

    /** Reads on after the last record; stays with the attempt that it began with. */
    private final class Reader {
        private final UUID jobId;
        private LogRange rest;

        private Reader(UUID jobId, LogRange range) {
            this.jobId = jobId;
            this.rest = range;
        }

        private PageStream.Page<LogEntry> next() {
            LogPage page = page(jobId, rest);
            List<LogEntry> entries = new ArrayList<>();
            if (page.getGap() != null) {
                entries.add(new LogEntry().gap(page.getGap()));
            }
            page.getLines().forEach(line -> entries.add(new LogEntry().line(line)));
            Long next = page.getNextAfterSeq();
            if (next == null) {
                return new PageStream.Page<>(entries, null);
            }
            rest = rest.inAttempt(page.getAttempt()).after(next);
            return new PageStream.Page<>(entries, next.toString());
        }
    }
}
