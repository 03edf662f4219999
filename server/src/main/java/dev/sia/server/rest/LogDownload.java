package dev.sia.server.rest;

import dev.sia.server.attempt.Attempt;
import dev.sia.server.log.LogFilter;
import dev.sia.server.log.LogLine;
import dev.sia.server.log.LogQuery;
import dev.sia.server.log.LogScan;
import dev.sia.server.log.LogStore;
import dev.sia.server.rest.json.LogText;
import java.io.InputStream;
import java.util.Objects;

/**
 * A whole log, read piece by piece as the client takes it: a slow client holds neither memory nor a transaction. Belongs to
 * one request.
 */
final class LogDownload extends InputStream {
    private static final int LINES = 2_000;
    private static final int BYTES = 256 * 1024;

    private final LogStore logs;
    private final Attempt attempt;
    private final LogText text;
    private byte[] piece = {};
    private int given;
    private long sent;

    LogDownload(LogStore logs, Attempt attempt, LogText text) {
        this.logs = logs;
        this.attempt = attempt;
        this.text = text;
    }

    int attemptNumber() {
        return attempt.number();
    }

    @Override
    public int read() {
        return fill() ? piece[given++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, piece.length - given);
        System.arraycopy(piece, given, target, offset, count);
        given += count;
        return count;
    }

    /** Makes sure that there is something to give; false at the end. */
    private boolean fill() {
        if (given < piece.length) {
            return true;
        }
        long last = attempt.lastLogSeq();
        if (sent >= last) {
            return false;
        }
        LogScan scan = logs.read(
                attempt.organizationId(),
                new LogQuery(attempt.id().value(), sent, last + 1, false, LogFilter.ALL, LINES, BYTES));
        text.begin();
        for (LogLine line : scan.lines()) {
            sayWhatIsMissingBefore(line.seq());
            text.line(line);
            sent = line.seq();
        }
        if (!scan.more()) {
            sayWhatIsMissingBefore(last + 1);
            sent = last;
        }
        piece = text.end();
        given = 0;
        return true;
    }

    /** Retention may also remove lines while the download runs. */
    private void sayWhatIsMissingBefore(long seq) {
        if (seq > sent + 1) {
            text.gap(sent + 1, seq - 1);
        }
    }
}
