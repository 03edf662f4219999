package dev.sia.cli.conformance;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.sia.api.agent.v1.AttemptResult;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.HeldAttempt;
import dev.sia.api.agent.v1.LogBatch;
import dev.sia.api.agent.v1.LogLimits;
import dev.sia.api.agent.v1.LogLine;
import dev.sia.api.agent.v1.LogStream;
import dev.sia.api.agent.v1.Offer;
import dev.sia.api.agent.v1.Outcome;
import dev.sia.api.agent.v1.Step;
import dev.sia.sdk.LogDigest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** An attempt of a {@link FakeAgent}: runs the job's prompt and nothing else. */
final class FakeAttempt {
    private static final int LINE_BYTES = 200;
    private static final int BATCH_LINES = 20;
    private static final Duration REPETITION = Duration.ofSeconds(1);

    private final Offer offer;
    private final Set<Flaw> flaws;
    private final Process process;
    private final List<LogLine> lines = new ArrayList<>();
    private long acked;
    private long sent;
    private boolean ended;
    private boolean cancelled;
    private long resultAt;
    private boolean resultSent;
    private long sentAgain;

    FakeAttempt(Offer offer, Path directory, Set<Flaw> flaws) {
        this.offer = offer;
        this.flaws = flaws;
        try {
            process = new ProcessBuilder("sh", "-c", offer.getJob().getPrompt())
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::read);
    }

    String id() {
        return offer.getAttemptId();
    }

    String lease() {
        return offer.getLease();
    }

    synchronized HeldAttempt held() {
        return HeldAttempt.newBuilder()
                .setAttemptId(id())
                .setLease(lease())
                .setAckedLogSeq(acked)
                .build();
    }

    synchronized void acknowledged(long seq) {
        if (seq > acked) {
            acked = seq;
        } else if (sent > acked && !flaws.contains(Flaw.NEVER_SENDS_AGAIN)) {
            sent = acked;
            sentAgain = acked + 1;
        }
    }

    synchronized void resume(long seq) {
        acked = seq;
        sent = flaws.contains(Flaw.SENDS_ALL_AGAIN) ? 0 : seq;
        resultAt = 0;
    }

    synchronized void cancel(Duration killAfter) {
        cancelled = true;
        stop(killAfter);
    }

    /** The shell may end long before what it started does. */
    void stop(Duration killAfter) {
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        all.forEach(ProcessHandle::destroy);
        Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(killAfter);
                all.forEach(ProcessHandle::destroyForcibly);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            String line = output.readLine();
            while (line != null) {
                append(line);
                line = output.readLine();
            }
        } catch (IOException closed) {
            append("The output ended: " + closed.getMessage());
        }
        synchronized (this) {
            ended = true;
        }
    }

    private synchronized void append(String line) {
        String rest = line;
        while (rest.length() > LINE_BYTES && !flaws.contains(Flaw.IGNORES_LIMITS)) {
            add(rest.substring(0, LINE_BYTES), true);
            rest = rest.substring(LINE_BYTES);
        }
        add(rest, false);
    }

    private void add(String text, boolean continued) {
        Instant now = Instant.now();
        lines.add(LogLine.newBuilder()
                .setAt(Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()))
                .setStream(LogStream.LOG_STREAM_STDOUT)
                .setStep(Step.STEP_GENERATE)
                .setText(text)
                .setContinued(continued)
                .build());
    }

    /** What is to be sent now. */
    synchronized List<ConnectRequest.Builder> frames(LogLimits limits) {
        List<ConnectRequest.Builder> frames = new ArrayList<>();
        int most = Math.min(BATCH_LINES, limits.getMaxBatchLines());
        while (sent < lines.size()) {
            int from = (int) sent;
            int to = Math.min(lines.size(), from + most);
            frames.add(batch(from + 1L, lines.subList(from, to)));
            sent = to;
        }
        boolean due = System.nanoTime() - resultAt > REPETITION.toNanos();
        boolean whole = acked == lines.size() || flaws.contains(Flaw.SENDS_RESULT_EARLY);
        if (ended && whole && due && !(resultSent && flaws.contains(Flaw.SENDS_RESULT_ONCE))) {
            resultAt = System.nanoTime();
            resultSent = true;
            frames.add(ConnectRequest.newBuilder().setAttemptResult(result()));
        }
        return frames;
    }

    private ConnectRequest.Builder batch(long first, List<LogLine> some) {
        long number = flaws.contains(Flaw.SKIPS_A_NUMBER) && first > 1 ? first + 1 : first;
        List<LogLine> content = new ArrayList<>(some);
        if (flaws.contains(Flaw.SENDS_OTHER_TEXT_AGAIN) && first == sentAgain) {
            content.set(0, some.getFirst().toBuilder().setText("something else").build());
        }
        return ConnectRequest.newBuilder()
                .setLogBatch(LogBatch.newBuilder()
                        .setAttemptId(id())
                        .setLease(lease())
                        .setFirstSeq(number)
                        .addAllLines(content));
    }

    private AttemptResult result() {
        LogDigest digest = new LogDigest();
        for (LogLine line : lines) {
            digest.add(new LogDigest.Entry(
                    Instant.ofEpochSecond(
                            line.getAt().getSeconds(), line.getAt().getNanos()),
                    line.getStreamValue(),
                    line.getStepValue(),
                    line.getContinued(),
                    flaws.contains(Flaw.HAS_ANOTHER_DIGEST),
                    0,
                    line.getText()));
        }
        return AttemptResult.newBuilder()
                .setAttemptId(id())
                .setLease(lease())
                .setOutcome(cancelled ? Outcome.OUTCOME_CANCELLED : Outcome.OUTCOME_SUCCEEDED)
                .setFinalLogSeq(lines.size())
                .setLogDigest(ByteString.copyFrom(digest.value()))
                .build();
    }
}
