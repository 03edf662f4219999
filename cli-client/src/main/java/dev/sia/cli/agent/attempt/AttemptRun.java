package dev.sia.cli.agent.attempt;

import dev.sia.api.agent.v1.FailureClass;
import dev.sia.api.agent.v1.JobSpec;
import dev.sia.api.agent.v1.Offer;
import dev.sia.api.agent.v1.Publication;
import dev.sia.api.agent.v1.Step;
import dev.sia.api.agent.v1.StepState;
import dev.sia.cli.agent.attempt.StopControl.StopRequest;
import dev.sia.cli.agent.attempt.WorkSettings.Commands;
import dev.sia.cli.agent.log.SpoolClosedException;
import dev.sia.cli.agent.process.Command;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one attempt through its steps and finds out how it ended. Runs on one thread. */
final class AttemptRun {
    private static final Logger LOG = LoggerFactory.getLogger(AttemptRun.class);
    private static final Pattern URL = Pattern.compile("https?://[^\\s\"'<>]*[^\\s\"'<>.,;:)\\]]");

    /** What the server takes; a longer one is no link that anyone made for people. */
    private static final int MAX_LINK = 2000;

    private final JobSpec job;
    private final Optional<Duration> stepTimeout;
    private final Commands settings;
    private final KeepWorkspaces keep;
    private final Parts parts;
    private Step current = Step.STEP_PREPARE;
    private Optional<Publication> publication = Optional.empty();

    /** What an attempt works with. */
    record Parts(
            AttemptFrames frames,
            StepCommands commands,
            CommandEnvironment environment,
            Workspace workspace,
            HintInbox hints,
            StopControl stop,
            Clock clock) {}

    /** Whether a step was done or had nothing to do, and the exit code of its command if it had one. */
    private record StepDone(StepState state, OptionalInt exitCode) {
        static final StepDone SUCCEEDED = new StepDone(StepState.STEP_STATE_SUCCEEDED, OptionalInt.empty());
    }

    AttemptRun(Offer offer, WorkSettings settings, Parts parts) {
        this.job = offer.getJob();
        this.stepTimeout = Optional.of(Durations.of(offer.getStepTimeout())).filter(Duration::isPositive);
        this.settings = settings.commands();
        this.keep = settings.keep();
        this.parts = parts;
    }

    /** Runs to the end, whatever it is; the workspace is gone afterwards unless settings keep it. */
    AttemptEnd run() {
        AttemptEnd end = runSteps();
        try {
            cleanUp(end);
        } catch (SpoolClosedException forgotten) {
            LOG.debug("attempt was forgotten before its workspace was removed");
        } catch (IOException e) {
            LOG.warn("workspace {} could not be removed: {}", parts.workspace().directory(), e.toString());
        }
        return end;
    }

    private AttemptEnd runSteps() {
        try {
            for (Step step : job.getStepsList()) {
                if (step != Step.STEP_CLEANUP) {
                    current = step;
                    runStep(step);
                }
            }
            return new AttemptEnd.Succeeded(publication);
        } catch (StepFailedException e) {
            return failed(e.failureClass(), e.getMessage(), e.exitCode());
        } catch (StoppedException e) {
            return stopped();
        } catch (IOException | RuntimeException e) {
            LOG.debug("attempt ended by the agent's own trouble", e);
            return failed(
                    FailureClass.FAILURE_CLASS_AGENT, "The agent could not go on: " + describe(e), OptionalInt.empty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(FailureClass.FAILURE_CLASS_AGENT, "The agent was interrupted.", OptionalInt.empty());
        }
    }

    private void runStep(Step step) throws IOException, InterruptedException, StoppedException, StepFailedException {
        parts.commands().begin(step, stepTimeout);
        // First of all, because a stop is reported as the failure of a step that has begun.
        report(step, StepState.STEP_STATE_STARTED, OptionalInt.empty());
        parts.commands().checkStopped();
        long startedAt = System.nanoTime();
        StepDone done = switch (step) {
            case STEP_PREPARE -> prepare();
            case STEP_GENERATE -> generate();
            case STEP_VERIFY -> verify();
            case STEP_PUBLISH -> publish();
            case STEP_CLEANUP, STEP_UNSPECIFIED, UNRECOGNIZED ->
                new StepDone(StepState.STEP_STATE_SKIPPED, OptionalInt.empty());
        };
        if (done.state() == StepState.STEP_STATE_SUCCEEDED) {
            Duration took = Duration.ofNanos(System.nanoTime() - startedAt);
            parts.commands().say(step, "Step " + CommandEnvironment.name(step) + " done in " + Durations.words(took));
        }
        report(step, done.state(), done.exitCode());
    }

    private StepDone prepare() throws IOException, InterruptedException, StoppedException, StepFailedException {
        parts.workspace().prepare();
        return StepDone.SUCCEEDED;
    }

    private StepDone generate() throws IOException, InterruptedException, StoppedException, StepFailedException {
        int exitCode = shell(Step.STEP_GENERATE, settings.generate(), FailureClass.FAILURE_CLASS_TOOL, line -> {});
        parts.workspace().commit();
        return new StepDone(StepState.STEP_STATE_SUCCEEDED, OptionalInt.of(exitCode));
    }

    private StepDone verify() throws IOException, InterruptedException, StoppedException, StepFailedException {
        if (settings.verify().isEmpty()) {
            parts.commands().say(Step.STEP_VERIFY, "No verify command is configured: skipped");
            return new StepDone(StepState.STEP_STATE_SKIPPED, OptionalInt.empty());
        }
        int exitCode =
                shell(Step.STEP_VERIFY, settings.verify().get(), FailureClass.FAILURE_CLASS_VERIFICATION, line -> {});
        return new StepDone(StepState.STEP_STATE_SUCCEEDED, OptionalInt.of(exitCode));
    }

    private StepDone publish() throws IOException, InterruptedException, StoppedException, StepFailedException {
        Deque<String> links = new ArrayDeque<>();
        OptionalInt exitCode = OptionalInt.empty();
        if (settings.publish().isPresent()) {
            exitCode = OptionalInt.of(shell(
                    Step.STEP_PUBLISH,
                    settings.publish().get(),
                    FailureClass.FAILURE_CLASS_PUBLICATION,
                    line -> lastUrl(line).ifPresent(url -> {
                        links.clear();
                        links.add(url);
                    })));
        } else {
            parts.commands().say(Step.STEP_PUBLISH, "Pushing branch " + job.getWorkBranch());
            parts.workspace().push();
        }
        publication = Optional.of(parts.workspace().publication(Optional.ofNullable(links.peek())));
        return new StepDone(StepState.STEP_STATE_SUCCEEDED, exitCode);
    }

    private int shell(Step step, String commandLine, FailureClass failureClass, Consumer<String> stdout)
            throws IOException, InterruptedException, StoppedException, StepFailedException {
        String name = CommandEnvironment.name(step);
        parts.commands().say(step, "Running the " + name + " command");
        boolean hinted = step == Step.STEP_GENERATE && settings.hintsOnInput();
        Command command = new Command(
                List.of("sh", "-c", commandLine),
                parts.workspace().directory(),
                parts.environment().forCommand(step),
                hinted);
        long startedAt = System.nanoTime();
        int exitCode = hinted
                ? parts.commands().run(step, command, parts.hints())
                : parts.commands().run(step, command, UnaryOperator.identity(), stdout, line -> {});
        String took = Durations.words(Duration.ofNanos(System.nanoTime() - startedAt));
        parts.commands()
                .say(step, "The " + name + " command ended with " + ExitCodes.describe(exitCode) + " after " + took);
        if (exitCode != 0) {
            throw new StepFailedException(
                    failureClass,
                    "The " + name + " command ended with " + ExitCodes.describe(exitCode) + ".",
                    OptionalInt.of(exitCode));
        }
        return exitCode;
    }

    private static Optional<String> lastUrl(String line) {
        Matcher matcher = URL.matcher(line);
        String last = null;
        while (matcher.find()) {
            last = matcher.group().length() <= MAX_LINK ? matcher.group() : last;
        }
        return Optional.ofNullable(last);
    }

    private AttemptEnd stopped() {
        StopRequest request = parts.stop().requested().orElseThrow();
        return switch (request.reason()) {
            case CANCELLED -> {
                noteFailure("Cancelled: " + request.explanation(), OptionalInt.empty());
                yield new AttemptEnd.Cancelled();
            }
            case TIMEOUT -> failed(FailureClass.FAILURE_CLASS_TIMEOUT, request.explanation(), OptionalInt.empty());
            case LEASE_LOST, OUT_OF_CONTACT, AGENT_STOPPED ->
                failed(FailureClass.FAILURE_CLASS_AGENT, request.explanation(), OptionalInt.empty());
        };
    }

    private AttemptEnd failed(FailureClass failureClass, @Nullable String message, OptionalInt exitCode) {
        String sentence = message == null ? "No reason is known." : message;
        noteFailure(sentence, exitCode);
        return new AttemptEnd.Failed(failureClass, current, sentence);
    }

    private void noteFailure(String message, OptionalInt exitCode) {
        try {
            parts.commands().say(current, message);
        } catch (IOException e) {
            // The disk is full or the attempt forgotten; the result says the same.
            LOG.debug("could not be logged: {}", message, e);
        }
        report(current, StepState.STEP_STATE_FAILED, exitCode);
    }

    private void cleanUp(AttemptEnd end) throws IOException {
        boolean offered = job.getStepsList().contains(Step.STEP_CLEANUP);
        if (offered) {
            report(Step.STEP_CLEANUP, StepState.STEP_STATE_STARTED, OptionalInt.empty());
        }
        StepState state = StepState.STEP_STATE_FAILED;
        try {
            removeWorkspace(end);
            state = StepState.STEP_STATE_SUCCEEDED;
        } finally {
            if (offered) {
                report(Step.STEP_CLEANUP, state, OptionalInt.empty());
            }
        }
    }

    private void removeWorkspace(AttemptEnd end) throws IOException {
        if (keep.keeps(end)) {
            parts.commands()
                    .say(
                            Step.STEP_CLEANUP,
                            "Workspace kept in " + parts.workspace().directory());
            return;
        }
        DirectoryTree.remove(parts.workspace().directory());
        parts.commands().say(Step.STEP_CLEANUP, "Workspace removed");
    }

    private void report(Step step, StepState state, OptionalInt exitCode) {
        parts.frames().step(step, state, parts.clock().instant(), exitCode);
    }

    private static String describe(Exception e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() + "." : message + ".";
    }
}
