package dev.sia.cli.conformance;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.sia.api.agent.v1.AttemptResult;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.FailureClass;
import dev.sia.api.agent.v1.HeldAttempt;
import dev.sia.api.agent.v1.JobSpec;
import dev.sia.api.agent.v1.LogBatch;
import dev.sia.api.agent.v1.LogLimits;
import dev.sia.api.agent.v1.LogLine;
import dev.sia.api.agent.v1.LogStream;
import dev.sia.api.agent.v1.Offer;
import dev.sia.api.agent.v1.Outcome;
import dev.sia.api.agent.v1.Publication;
import dev.sia.api.agent.v1.Step;
import dev.sia.api.agent.v1.StepReport;
import dev.sia.api.agent.v1.StepState;
import dev.sia.sdk.LogDigest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
    private static final Duration REPETITION = Duration.ofMillis(2500);
    private static final Duration TOO_SOON = Duration.ZERO;
    /** Only for jobs that want it: everything around the tool takes time. */
    private static final String WITH_PUBLICATION = "d=$(mktemp -d \"$PWD/work-XXXXXX\") && cd \"$d\" &&"
            + " git clone --quiet --branch \"$2\" -- \"$1\" . && git checkout --quiet -b \"$3\" && (%s) && %s"
            + " git push --quiet origin \"HEAD:refs/heads/$3\" && git rev-parse HEAD > ../published";

    private static final String COMMIT = "git add --all &&"
            + " git -c user.name=Fake -c user.email=fake@sia.invalid commit --quiet --message Work &&";

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
    private final long startedAt = System.nanoTime();
    private final List<ConnectRequest.Builder> reports = new ArrayList<>();
    private final Path directory;
    private int reportsSent;
    private boolean timedOut;

    FakeAttempt(Offer offer, Path directory, Set<Flaw> flaws) {
        this.offer = offer;
        this.flaws = flaws;
        this.directory = directory;
        JobSpec job = offer.getJob();
        try {
            process = new ProcessBuilder(
                            "sh",
                            "-c",
                            command(),
                            "sh",
                            job.getRepositoryUrl(),
                            job.getBaseBranch(),
                            job.getWorkBranch())
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        report(Step.STEP_PREPARE, StepState.STEP_STATE_SUCCEEDED);
        Thread.ofVirtual().start(this::read);
    }

    private String command() {
        String commit = flaws.contains(Flaw.PUBLISHES_WITHOUT_THE_WORK) ? "" : COMMIT;
        return publishes()
                ? WITH_PUBLICATION.formatted(offer.getJob().getPrompt(), commit)
                : offer.getJob().getPrompt();
    }

    private boolean publishes() {
        return offer.getJob().getStepsList().contains(Step.STEP_PUBLISH);
    }

    /** That a step started and how it ended. */
    private void report(Step step, StepState state) {
        List<StepState> states = flaws.contains(Flaw.ENDS_STEPS_BEFORE_THEY_START)
                ? List.of(state, StepState.STEP_STATE_STARTED)
                : List.of(StepState.STEP_STATE_STARTED, state);
        for (StepState each : flaws.contains(Flaw.REPORTS_NO_STEPS) ? List.<StepState>of() : states) {
            reports.add(ConnectRequest.newBuilder()
                    .setStepReport(StepReport.newBuilder()
                            .setAttemptId(id())
                            .setLease(lease())
                            .setStep(step)
                            .setState(each)
                            .setAt(timestamp(Instant.now()))));
        }
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
        reportsSent = 0;
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
            boolean stopped = cancelled || timedOut;
            for (Step step : offer.getJob().getStepsList()) {
                if (step != Step.STEP_PREPARE && (!stopped || step == Step.STEP_GENERATE)) {
                    report(step, stopped ? StepState.STEP_STATE_FAILED : StepState.STEP_STATE_SUCCEEDED);
                }
            }
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
                .setAt(timestamp(now))
                .setStream(LogStream.LOG_STREAM_STDOUT)
                .setStep(Step.STEP_GENERATE)
                .setText(text)
                .setContinued(continued)
                .build());
    }

    private static Timestamp.Builder timestamp(Instant instant) {
        return Timestamp.newBuilder().setSeconds(instant.getEpochSecond()).setNanos(instant.getNano());
    }

    private void watchTheTime() {
        Duration taken = Duration.ofNanos(System.nanoTime() - startedAt);
        boolean all =
                taken.getSeconds() >= offer.getTimeout().getSeconds() && !flaws.contains(Flaw.IGNORES_THE_TIMEOUT);
        boolean step = offer.hasStepTimeout()
                && taken.getSeconds() >= offer.getStepTimeout().getSeconds()
                && !flaws.contains(Flaw.IGNORES_THE_STEP_TIMEOUT);
        if ((all || step) && !ended && !timedOut) {
            timedOut = true;
            stop(Duration.ZERO);
        }
    }

    /** What is to be sent now. */
    synchronized List<ConnectRequest.Builder> frames(LogLimits limits) {
        watchTheTime();
        List<ConnectRequest.Builder> frames = new ArrayList<>();
        while (reportsSent < reports.size()) {
            frames.add(reports.get(reportsSent++));
        }
        int most = Math.min(BATCH_LINES, limits.getMaxBatchLines());
        while (sent < lines.size()) {
            int from = (int) sent;
            int to = Math.min(lines.size(), from + most);
            frames.add(batch(from + 1L, lines.subList(from, to)));
            sent = to;
        }
        Duration pause = flaws.contains(Flaw.REPEATS_ITS_RESULT_AT_ONCE) ? TOO_SOON : REPETITION;
        boolean due = System.nanoTime() - resultAt > pause.toNanos();
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
        AttemptResult.Builder result = AttemptResult.newBuilder()
                .setAttemptId(id())
                .setLease(lease())
                .setOutcome(cancelled ? Outcome.OUTCOME_CANCELLED : Outcome.OUTCOME_SUCCEEDED)
                .setFinalLogSeq(lines.size())
                .setLogDigest(ByteString.copyFrom(digest.value()));
        if (timedOut) {
            result.setOutcome(Outcome.OUTCOME_FAILED)
                    .setFailureClass(
                            flaws.contains(Flaw.CALLS_A_TIMEOUT_A_TOOL_FAILURE)
                                    ? FailureClass.FAILURE_CLASS_TOOL
                                    : FailureClass.FAILURE_CLASS_TIMEOUT)
                    .setFailedStep(Step.STEP_GENERATE)
                    .setFailureMessage("Its time was up.");
        } else if (publishes() && !flaws.contains(Flaw.SAYS_NOTHING_OF_ITS_PUBLICATION)) {
            result.setPublication(Publication.newBuilder()
                    .setBranch(offer.getJob().getWorkBranch())
                    .setCommit(published())
                    .setFilesChanged(1)
                    .setInsertions(1));
        }
        return result.build();
    }

    private String published() {
        try {
            return Files.readString(directory.resolve("published")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
