package dev.sia.cli.demo;

import dev.sia.sdk.live.LogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Remembers what a live log told, to say whether it was whole. */
final class LogRecorder {
    private final List<Long> seqs = new ArrayList<>();
    private int attempt;
    private int reconnects;
    private LogRecord.@Nullable AttemptEnded end;

    void accept(LogRecord news) {
        switch (news) {
            case LogRecord.Line it -> seqs.add(it.line().getSeq());
            case LogRecord.AttemptStarted(int number) -> {
                attempt = number;
                seqs.clear();
            }
            case LogRecord.AttemptEnded it -> end = it;
            case LogRecord.Reconnected _ -> reconnects++;
            case LogRecord.CaughtUp _, LogRecord.Expired _ -> {}
        }
    }

    /** Number of the last attempt; 0 for none. */
    int attempt() {
        return attempt;
    }

    int lines() {
        return seqs.size();
    }

    int reconnects() {
        return reconnects;
    }

    /** What is wrong with the log of the last attempt; empty when it has every line from 1 to its last, once and in order. */
    Optional<String> fault() {
        LogRecord.AttemptEnded last = end;
        if (last == null || !last.last()) {
            return Optional.of("the log did not come to its end");
        }
        if (!last.complete()) {
            return Optional.of("the server says that the log is not complete");
        }
        List<Long> expected = LongStream.rangeClosed(1, last.finalSeq()).boxed().toList();
        return seqs.equals(expected)
                ? Optional.empty()
                : Optional.of("the log should have the lines 1 to " + last.finalSeq() + " once each, but has " + seqs);
    }
}
