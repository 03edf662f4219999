package dev.sia.server.rest;

import dev.sia.server.attempt.Attempt;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.FieldError;
import dev.sia.server.log.LogFilter;
import dev.sia.server.log.LogQuery;
import org.jspecify.annotations.Nullable;

/**
 * The part of an attempt's log that a caller asks for.
 *
 * @param beforeSeq null for up to the last line
 * @param tail the last lines of the range instead of the first
 */
record LogRange(long afterSeq, @Nullable Long beforeSeq, boolean tail, int limit, LogFilter filter) {
    /** Lines can be long: an answer holds as many as fit, and always one. */
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    LogQuery of(Attempt attempt) {
        if (afterSeq > attempt.lastLogSeq()) {
            throw beyond(attempt.lastLogSeq());
        }
        long end = attempt.lastLogSeq() + 1;
        return new LogQuery(
                attempt.id().value(),
                afterSeq,
                beforeSeq == null ? end : Math.min(beforeSeq, end),
                tail,
                filter,
                limit,
                MOST_BYTES);
    }

    /** Whoever has seen lines that are not there is not talking about this log. */
    static DomainException beyond(long lastSeq) {
        return DomainException.invalid(FieldError.inQuery("afterSeq", "is beyond the last line, which is " + lastSeq));
    }
}
