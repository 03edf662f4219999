package dev.sia.server.live;

import dev.sia.api.live.CaughtUp;
import dev.sia.api.live.Ended;
import dev.sia.api.live.EventFrame;
import dev.sia.api.live.Gap;
import dev.sia.api.live.LogBatch;
import dev.sia.api.live.Subscribed;
import dev.sia.api.model.Event;
import dev.sia.api.model.LogGapReason;
import dev.sia.server.feed.FeedSink;
import dev.sia.server.feed.Piece;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The frames of one subscription: its id around the records that all watchers share. */
final class SubscriptionFrames implements FeedSink {
    private final String id;
    private final FrameJson json;
    private final FrameWriter writer;
    /** Where a client that is left behind goes on: attempt and line, or number of the event. */
    private String position;

    private @Nullable FrameShell batch;
    private int batchAttempt;
    private @Nullable FrameShell event;

    /** @param position after which the client wants to read on */
    SubscriptionFrames(String id, String position, FrameJson json, FrameWriter writer) {
        this.id = id;
        this.position = position;
        this.json = json;
        this.writer = writer;
    }

    private String standing() {
        return position + " (" + id + ")";
    }

    @Override
    public void begun(@Nullable Integer attempt, long headSeq, long oldestSeq) {
        writer.send(new Subscribed(id, attempt, headSeq, oldestSeq), standing());
    }

    @Override
    public void lines(int attempt, List<Piece> lines) {
        if (batch == null || batchAttempt != attempt) {
            batch = json.around(new LogBatch(id, attempt, List.of()), "[]");
            batchAttempt = attempt;
        }
        writer.send(FrameBytes.of(batch, lines), standing());
        position = attempt + ":" + lines.getLast().number();
    }

    @Override
    public void events(List<Piece> events) {
        if (event == null) {
            event = json.around(new EventFrame(id, new Event()), "{}");
        }
        for (Piece one : events) {
            writer.send(FrameBytes.of(event, List.of(one)), standing());
            position = Long.toString(one.number());
        }
    }

    @Override
    public void gap(int attempt, long fromSeq, long toSeq) {
        writer.send(new Gap(id, attempt, fromSeq, toSeq, LogGapReason.RETENTION), standing());
        position = attempt + ":" + toSeq;
    }

    @Override
    public void caughtUp(@Nullable Integer attempt, long seq) {
        writer.send(new CaughtUp(id, attempt, seq), standing());
        position = attempt == null ? Long.toString(seq) : attempt + ":" + seq;
    }

    @Override
    public void ended(@Nullable Integer attempt, long finalSeq, boolean complete, boolean last) {
        writer.send(new Ended(id, attempt, finalSeq, complete, last), standing());
    }
}
