package dev.sia.cli.conformance.script;

import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** What the scripted server does not do, or does in another way, while a rule wants it so. */
public final class Switches {
    private final AtomicInteger batchesToLose = new AtomicInteger();
    private volatile Duration heartbeatInterval = Duration.ofSeconds(2);
    private volatile Duration grace = Duration.ofSeconds(60);
    private volatile boolean acknowledgesLogs = true;
    private volatile boolean acknowledgesResults = true;
    private volatile boolean sendsHeartbeats = true;
    private volatile Optional<Status> refusesStreams = Optional.empty();
    private volatile Optional<Status> refusesAttach = Optional.empty();

    /** The terms that sessions begin with from now on. */
    public void terms(Duration heartbeats, Duration away) {
        heartbeatInterval = heartbeats;
        grace = away;
    }

    /** Whether LogAck follows each batch. */
    public void acknowledgeLogs(boolean on) {
        acknowledgesLogs = on;
    }

    /** Whether ResultAck follows a result. */
    public void acknowledgeResults(boolean on) {
        acknowledgesResults = on;
    }

    /** Whether the server sends heartbeats. */
    public void sendHeartbeats(boolean on) {
        sendsHeartbeats = on;
    }

    /** Ends every new stream at once, until told otherwise. */
    public void refuseStreams(Status status) {
        refusesStreams = Optional.of(status);
    }

    /** Lets streams in again. */
    public void letStreamsIn() {
        refusesStreams = Optional.empty();
    }

    /** Answers every Attach with this status. */
    public void refuseAttach(Status status) {
        refusesAttach = Optional.of(status);
    }

    /** Plays that the next batches got lost. */
    public void loseBatches(int count) {
        batchesToLose.set(count);
    }

    boolean losesBatch() {
        return batchesToLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    Duration heartbeatInterval() {
        return heartbeatInterval;
    }

    Duration grace() {
        return grace;
    }

    boolean acknowledgesLogs() {
        return acknowledgesLogs;
    }

    boolean acknowledgesResults() {
        return acknowledgesResults;
    }

    boolean sendsHeartbeats() {
        return sendsHeartbeats;
    }

    Optional<Status> refusesStreams() {
        return refusesStreams;
    }

    Optional<Status> refusesAttach() {
        return refusesAttach;
    }
}
