package dev.sia.sdk.live;

import dev.sia.api.live.Authenticated;
import dev.sia.api.live.CaughtUp;
import dev.sia.api.live.Ended;
import dev.sia.api.live.EventFrame;
import dev.sia.api.live.Gap;
import dev.sia.api.live.LogBatch;
import dev.sia.api.live.ServerFrame;
import dev.sia.api.live.Subscribe;
import dev.sia.api.live.Subscribed;
import dev.sia.api.live.SubscriptionError;
import dev.sia.api.live.Topic;
import dev.sia.api.live.Unsubscribed;
import dev.sia.api.model.LogLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where a reader of a job's log is: in which attempt, and after which line. */
final class JobLogResumption implements Resumption<LogRecord> {
    private final UUID organizationId;
    private final UUID jobId;
    private final boolean follow;
    private @Nullable Integer attempt;
    private long lastSeq;
    private boolean announced;
    private boolean caughtUp;
    private boolean attemptEnded;
    private boolean finished;

    JobLogResumption(UUID organizationId, UUID jobId, LogOptions options) {
        this.organizationId = organizationId;
        this.jobId = jobId;
        this.follow = options.follow();
        this.attempt = options.attempt();
        this.lastSeq = options.afterSeq();
    }

    @Override
    public Subscribe subscribe(String subscriptionId) {
        return new Subscribe(subscriptionId, Topic.JOB_LOG, organizationId, jobId, attempt, lastSeq, follow);
    }

    @Override
    public List<LogRecord> accept(ServerFrame frame) throws BrokenSequence {
        List<LogRecord> records = new ArrayList<>();
        switch (frame) {
            case Subscribed it -> begin(it, records);
            case LogBatch it -> take(it, records);
            case Gap it -> skip(it, records);
            case CaughtUp it -> catchUp(it, records);
            case Ended it -> end(it, records);
            case Authenticated _, EventFrame _, Unsubscribed _, SubscriptionError _ -> {}
        }
        return records;
    }

    @Override
    public LogRecord reconnected(Duration outage) {
        return new LogRecord.Reconnected(outage);
    }

    @Override
    public boolean finished() {
        return finished;
    }

    private void begin(Subscribed frame, List<LogRecord> records) throws BrokenSequence {
        if (frame.attempt() != null) {
            enter(frame.attempt(), records);
        }
    }

    private void skip(Gap frame, List<LogRecord> records) throws BrokenSequence {
        enter(frame.attempt(), records);
        if (frame.fromSeq() > lastSeq + 1) {
            throw new BrokenSequence(
                    "a gap from line " + frame.fromSeq() + " of attempt " + attempt + " came after line " + lastSeq);
        }
        if (frame.toSeq() > lastSeq) {
            records.add(new LogRecord.Expired(frame.attempt(), lastSeq + 1, frame.toSeq()));
            lastSeq = frame.toSeq();
        }
    }

    private void take(LogBatch frame, List<LogRecord> records) throws BrokenSequence {
        enter(frame.attempt(), records);
        for (LogLine line : frame.lines()) {
            long seq = line.getSeq();
            if (seq > lastSeq + 1) {
                throw new BrokenSequence("line " + seq + " of attempt " + attempt + " came after line " + lastSeq);
            }
            if (seq == lastSeq + 1) {
                records.add(new LogRecord.Line(frame.attempt(), line));
                lastSeq = seq;
            }
        }
    }

    private void catchUp(CaughtUp frame, List<LogRecord> records) throws BrokenSequence {
        if (frame.attempt() != null) {
            enter(frame.attempt(), records);
        }
        if (!caughtUp) {
            caughtUp = true;
            records.add(new LogRecord.CaughtUp(frame.attempt(), frame.seq()));
        }
    }

    private void end(Ended frame, List<LogRecord> records) throws BrokenSequence {
        if (frame.attempt() != null) {
            enter(frame.attempt(), records);
            if (frame.finalSeq() > lastSeq) {
                throw new BrokenSequence("attempt " + attempt + " ended with line " + frame.finalSeq()
                        + " but only line " + lastSeq + " was sent");
            }
        }
        if (!attemptEnded || frame.last()) {
            records.add(new LogRecord.AttemptEnded(frame.attempt(), frame.finalSeq(), frame.complete(), frame.last()));
        }
        attemptEnded = true;
        finished = frame.last();
    }

    private void enter(int number, List<LogRecord> records) throws BrokenSequence {
        Integer current = attempt;
        if (current != null && number < current) {
            throw new BrokenSequence("attempt " + number + " came after attempt " + current);
        }
        if (current != null && number > current && announced && !attemptEnded) {
            throw new BrokenSequence("attempt " + number + " came before attempt " + current + " had ended");
        }
        if (current != null && number > current) {
            lastSeq = 0;
            announced = false;
            caughtUp = false;
            attemptEnded = false;
        }
        attempt = number;
        if (!announced) {
            announced = true;
            caughtUp = false;
            records.add(new LogRecord.AttemptStarted(number));
        }
    }
}
