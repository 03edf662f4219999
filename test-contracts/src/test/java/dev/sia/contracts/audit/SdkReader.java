package dev.sia.contracts.audit;

import dev.sia.sdk.SiaClient;
import dev.sia.sdk.live.LiveLog;
import dev.sia.sdk.live.LogOptions;
import dev.sia.sdk.live.LogRecord;
import dev.sia.sdk.live.ReconnectPolicy;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads with the SDK, which connects again by itself; now and then it begins a new view where it was. */
final class SdkReader extends AuditedReader {
    /** More patient than the play: a new view may begin while both nodes and the database are starting. */
    private static final ReconnectPolicy POLICY =
            new ReconnectPolicy(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofMinutes(5), 1_000);

    private final SiaClient client;
    /** After so many records it begins a new view; 0 for never. */
    private final int turnover;

    private LogOptions position =
            LogOptions.FOLLOW.withAttempt(1).withoutFollowing().reconnecting(POLICY);
    private boolean finished;
    private volatile boolean closed;
    private volatile @Nullable LiveLog view;

    SdkReader(String name, SiaClient client, UUID organization, UUID job, int turnover) {
        super(name, organization, job);
        this.client = client;
        this.turnover = turnover;
    }

    @Override
    void read() {
        while (!finished && !closed) {
            view();
        }
    }

    private void view() {
        int count = 0;
        try (LiveLog log = client.live().jobLog(organization(), job(), position)) {
            view = log;
            for (LogRecord each : log) {
                take(each);
                if (closed || (++count == turnover)) {
                    return;
                }
            }
        }
    }

    private void take(LogRecord each) {
        switch (each) {
            case LogRecord.Line(int attempt, var line) -> {
                saw(attempt, AuditedLine.of(line));
                position = position.withAttempt(attempt).after(line.getSeq());
            }
            case LogRecord.AttemptEnded(Integer attempt, long finalSeq, boolean complete, boolean last) -> {
                sawEnd(attempt, finalSeq, complete);
                finished = last;
            }
            case LogRecord.Expired expired -> fault("told of lines that are gone: " + expired);
            case LogRecord.AttemptStarted _, LogRecord.CaughtUp _, LogRecord.Reconnected _ -> {}
        }
    }

    @Override
    void stop() {
        closed = true;
        LiveLog present = view;
        if (present != null) {
            present.close();
        }
    }
}
