package dev.sia.cli.agent.attempt;

import dev.sia.api.agent.v1.LogStream;
import dev.sia.api.agent.v1.Step;
import dev.sia.cli.agent.process.Command;
import dev.sia.cli.agent.process.CommandProcess;
import dev.sia.cli.agent.process.OutputSink;
import dev.sia.cli.agent.process.ProcessRecord;
import dev.sia.cli.agent.process.SessionLauncher;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** Runs the commands of one attempt, one after another, with their output in its log, until it is stopped. */
final class StepCommands {
    private static final Duration TIMEOUT_KILL_AFTER = Duration.ofSeconds(10);
    private static final int MAX_ANSWER_BYTES = 64 * 1024;

    private final SessionLauncher launcher;
    private final ProcessRecord processes;
    private final AttemptLog log;
    private final StopControl stop;
    private final Deadline deadline;
    /** The end of the present step's time; that of the attempt when it comes first or steps have none. */
    private Deadline stepDeadline;

    /** The end of the time of something. */
    record Deadline(String what, Duration timeout, long atNanos, LongSupplier nanoTime) {
        static Deadline in(String what, Duration timeout, LongSupplier nanoTime) {
            return new Deadline(what, timeout, nanoTime.getAsLong() + timeout.toNanos(), nanoTime);
        }

        Duration left() {
            return Duration.ofNanos(Math.max(0, atNanos - nanoTime.getAsLong()));
        }
    }

    /** How a command ended, and what it said when it was asked to. */
    record Answer(int exitCode, String text) {}

    StepCommands(
            SessionLauncher launcher, ProcessRecord processes, AttemptLog log, StopControl stop, Deadline deadline) {
        this.launcher = launcher;
        this.processes = processes;
        this.log = log;
        this.stop = stop;
        this.deadline = deadline;
        this.stepDeadline = deadline;
    }

    /** A step begins: it may take so long, and no longer than the attempt. */
    void begin(Step step, Optional<Duration> longest) {
        stepDeadline = longest.map(
                        timeout -> Deadline.in(CommandEnvironment.name(step) + " step", timeout, deadline.nanoTime()))
                .filter(ends -> ends.left().compareTo(deadline.left()) < 0)
                .orElse(deadline);
    }

    /** Says something in the attempt's log. */
    void say(Step step, String text) throws IOException {
        log.system(step, text);
    }

    /** Runs a command with both outputs in the log; observers see the lines as they are logged. */
    int run(Step step, Command command, UnaryOperator<String> edit, Consumer<String> stdout, Consumer<String> stderr)
            throws IOException, InterruptedException, StoppedException {
        return run(
                command,
                log.sink(LogStream.LOG_STREAM_STDOUT, step, edit, stdout),
                log.sink(LogStream.LOG_STREAM_STDERR, step, edit, stderr),
                Optional.empty());
    }

    /** Runs a command with both outputs in the log, and with hints on its standard input as they come. */
    int run(Step step, Command command, HintInbox hints) throws IOException, InterruptedException, StoppedException {
        return run(
                command,
                log.sink(LogStream.LOG_STREAM_STDOUT, step, UnaryOperator.identity(), line -> {}),
                log.sink(LogStream.LOG_STREAM_STDERR, step, UnaryOperator.identity(), line -> {}),
                Optional.of(hints));
    }

    /** Runs a command for its short answer on standard output. */
    Answer ask(Step step, Command command) throws IOException, InterruptedException, StoppedException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        OutputSink keep = new OutputSink() {
            @Override
            public void write(byte[] bytes, int length) {
                answer.write(bytes, 0, Math.min(length, MAX_ANSWER_BYTES - answer.size()));
            }

            @Override
            public void end() {
                // The answer is complete as it is.
            }
        };
        OutputSink stderr = log.sink(LogStream.LOG_STREAM_STDERR, step, UnaryOperator.identity(), line -> {});
        int exitCode = run(command, keep, stderr, Optional.empty());
        return new Answer(exitCode, answer.toString(StandardCharsets.UTF_8).strip());
    }

    /** To be asked between two pieces of work that run no command. */
    void checkStopped() throws StoppedException {
        if (stepDeadline.left().isZero()) {
            timeUp();
        }
        if (stop.requested().isPresent()) {
            throw new StoppedException();
        }
    }

    private int run(Command command, OutputSink stdout, OutputSink stderr, Optional<HintInbox> hints)
            throws IOException, InterruptedException, StoppedException {
        checkStopped();
        CommandProcess process = CommandProcess.start(launcher, command, processes, stdout, stderr);
        stop.started(process);
        Optional<HintInbox.ToolInput> input = hints.map(inbox -> inbox.feed(process.standardInput()));
        try {
            if (!process.awaitExit(stepDeadline.left())) {
                timeUp();
            }
            int exitCode = process.finish();
            checkStopped();
            return exitCode;
        } finally {
            input.ifPresent(HintInbox.ToolInput::close);
            stop.finished();
        }
    }

    private void timeUp() {
        stop.request(new StopControl.StopRequest(
                StopReason.TIMEOUT,
                "The " + stepDeadline.what() + "'s time of " + Durations.words(stepDeadline.timeout()) + " was up.",
                TIMEOUT_KILL_AFTER));
    }
}
