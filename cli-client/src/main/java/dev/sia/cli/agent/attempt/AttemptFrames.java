package dev.sia.cli.agent.attempt;

import com.google.protobuf.ByteString;
import dev.sia.api.agent.v1.AcceptOffer;
import dev.sia.api.agent.v1.AttemptResult;
import dev.sia.api.agent.v1.CancelAck;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.HeldAttempt;
import dev.sia.api.agent.v1.HintAck;
import dev.sia.api.agent.v1.LogBatch;
import dev.sia.api.agent.v1.Step;
import dev.sia.api.agent.v1.StepReport;
import dev.sia.api.agent.v1.StepState;
import dev.sia.cli.agent.log.LogLimits;
import dev.sia.cli.agent.log.LogShipper;
import dev.sia.cli.agent.log.LogSpool;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt has to tell the server, and how far the present session has got with it.
 *
 * <p>Order: reports (acceptance, steps, cancellation), then log batches, and when all lines are acknowledged the result,
 * again and again until it is. A new session starts over with the reports; repeating them is harmless by contract.
 */
final class AttemptFrames {
    private static final Duration RESULT_REPETITION = Duration.ofSeconds(5);

    private final String attemptId;
    private final String lease;
    private final LogSpool spool;
    private final LogShipper shipper;
    private final LongSupplier nanoTime;
    /** Few by construction: one acceptance, one cancellation, two for each step, one for each hint. */
    private final List<ConnectRequest> reports = new ArrayList<>();

    private int reportsSent;
    private @Nullable AttemptEnd end;
    private @Nullable Long resultSentAt;

    AttemptFrames(String attemptId, String lease, LogSpool spool, LongSupplier nanoTime) {
        this.attemptId = attemptId;
        this.lease = lease;
        this.spool = spool;
        this.nanoTime = nanoTime;
        this.shipper = new LogShipper(spool, nanoTime);
    }

    synchronized void accepted() {
        report(ConnectRequest.newBuilder()
                .setAcceptOffer(AcceptOffer.newBuilder().setAttemptId(attemptId).setLease(lease))
                .build());
    }

    synchronized void cancelAcknowledged() {
        report(ConnectRequest.newBuilder()
                .setCancelAck(CancelAck.newBuilder().setAttemptId(attemptId).setLease(lease))
                .build());
    }

    synchronized void hintAcknowledged(String hintId) {
        report(ConnectRequest.newBuilder()
                .setHintAck(HintAck.newBuilder()
                        .setAttemptId(attemptId)
                        .setLease(lease)
                        .setHintId(hintId))
                .build());
    }

    synchronized void step(Step step, StepState state, Instant at, OptionalInt exitCode) {
        StepReport.Builder report = StepReport.newBuilder()
                .setAttemptId(attemptId)
                .setLease(lease)
                .setStep(step)
                .setState(state)
                .setAt(AttemptLog.timestamp(at));
        exitCode.ifPresent(report::setExitCode);
        report(ConnectRequest.newBuilder().setStepReport(report).build());
    }

    /** The attempt is over, and so is its log: the result that is sent is always the same. */
    void ended(AttemptEnd how) throws IOException {
        // Not under this object's lock: whoever writes to the spool holds the spool's and may wait.
        spool.finish();
        synchronized (this) {
            end = how;
        }
    }

    synchronized HeldAttempt inventory() {
        return HeldAttempt.newBuilder()
                .setAttemptId(attemptId)
                .setLease(lease)
                .setAckedLogSeq(shipper.ackedSeq())
                .build();
    }

    /** A new session goes on with this attempt. */
    synchronized void resume(long storedSeq) throws IOException {
        reportsSent = 0;
        resultSentAt = null;
        shipper.restart(storedSeq);
    }

    synchronized void logAcknowledged(long seq) throws IOException {
        shipper.acknowledged(seq);
    }

    /** The next frame to send in the present session, if there is one now. */
    synchronized Optional<ConnectRequest> next(LogLimits limits) throws IOException {
        if (reportsSent < reports.size()) {
            return Optional.of(reports.get(reportsSent++));
        }
        Optional<LogShipper.Batch> batch = shipper.next(limits);
        if (batch.isPresent()) {
            return batch.map(this::logBatch);
        }
        return nextResult();
    }

    /** How long until a frame that waits for others to come along is due; empty when none waits. */
    synchronized OptionalLong dueInNanos() {
        return shipper.lingersForNanos();
    }

    private Optional<ConnectRequest> nextResult() {
        AttemptEnd how = end;
        if (how == null || shipper.ackedSeq() < spool.lastSeq()) {
            return Optional.empty();
        }
        long now = nanoTime.getAsLong();
        Long sentAt = resultSentAt;
        if (sentAt != null && now - sentAt < RESULT_REPETITION.toNanos()) {
            return Optional.empty();
        }
        resultSentAt = now;
        AttemptResult.Builder result = AttemptResult.newBuilder()
                .setAttemptId(attemptId)
                .setLease(lease)
                .setFinalLogSeq(spool.lastSeq())
                .setLogDigest(ByteString.copyFrom(spool.digest()));
        how.describe(result);
        return Optional.of(ConnectRequest.newBuilder().setAttemptResult(result).build());
    }

    private ConnectRequest logBatch(LogShipper.Batch batch) {
        return ConnectRequest.newBuilder()
                .setLogBatch(LogBatch.newBuilder()
                        .setAttemptId(attemptId)
                        .setLease(lease)
                        .setFirstSeq(batch.firstSeq())
                        .addAllLines(batch.lines()))
                .build();
    }

    /** What was reported before is reported again, with everything after it, so that the order stays. */
    private void report(ConnectRequest report) {
        int known = reports.indexOf(report);
        if (known >= 0) {
            reportsSent = Math.min(reportsSent, known);
        } else {
            reports.add(report);
        }
    }
}
