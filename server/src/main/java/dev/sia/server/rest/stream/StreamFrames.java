package dev.sia.server.rest.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sia.api.model.LogCaughtUp;
import dev.sia.api.model.LogEnded;
import dev.sia.api.model.LogGap;
import dev.sia.api.model.LogGapReason;
import dev.sia.api.model.StreamCaughtUp;
import dev.sia.server.feed.FeedSink;
import dev.sia.server.feed.Piece;
import dev.sia.server.rest.json.RestJson;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what a feed sends as server-sent events. Text in JSON has no line ends, so every event has one line of data. */
final class StreamFrames implements FeedSink {
    private static final JsonMapper JSON = RestJson.mapper();

    private OutputStream out = OutputStream.nullOutputStream();
    private boolean caughtUp;

    /** Everything before this is left out. */
    void begin(OutputStream stream) {
        out = stream;
        write("retry: 2000\n\n");
        flush();
    }

    /** @param text for people and logs; empty to show only that the stream is alive */
    void comment(String text) {
        write((text.isEmpty() ? ":" : ": " + text) + "\n\n");
        flush();
    }

    void flush() {
        try {
            out.flush();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    boolean isCaughtUp() {
        return caughtUp;
    }

    @Override
    public void begun(@Nullable Integer attempt, long headSeq, long oldestSeq) {
        // That the answer begins says as much.
    }

    @Override
    public void lines(int attempt, List<Piece> lines) {
        lines.forEach(line -> event("line", attempt + ":" + line.number(), line.json()));
        flush();
    }

    @Override
    public void events(List<Piece> events) {
        events.forEach(event -> event("event", Long.toString(event.number()), event.json()));
    }

    @Override
    public void gap(int attempt, long fromSeq, long toSeq) {
        LogGap gap = new LogGap().fromSeq(fromSeq).toSeq(toSeq).reason(LogGapReason.RETENTION);
        event("gap", attempt + ":" + toSeq, json(gap));
    }

    @Override
    public void caughtUp(@Nullable Integer attempt, long seq) {
        caughtUp = true;
        Object news = attempt == null
                ? new StreamCaughtUp().number(seq)
                : new LogCaughtUp().attempt(attempt).seq(seq);
        event("caught-up", null, json(news));
    }

    @Override
    public void ended(@Nullable Integer attempt, long finalSeq, boolean complete, boolean last) {
        LogEnded news = new LogEnded()
                .attempt(attempt)
                .finalSeq(finalSeq)
                .complete(complete)
                .last(last);
        // What goes on, goes on with the next attempt.
        String next = last ? attempt + ":" + finalSeq : (attempt == null ? 1 : attempt + 1) + ":0";
        event("ended", attempt == null ? null : next, json(news));
    }

    private void event(String type, @Nullable String id, byte[] data) {
        write("event: " + type + "\n" + (id == null ? "" : "id: " + id + "\n") + "data: ");
        write(data);
        write("\n\n");
    }

    private static byte[] json(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("An event cannot be written", impossible);
        }
    }

    private void write(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    private void write(byte[] bytes) {
        try {
            out.write(bytes);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
