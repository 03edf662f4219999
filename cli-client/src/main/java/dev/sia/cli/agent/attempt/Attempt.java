package dev.sia.cli.agent.attempt;

import dev.sia.api.agent.v1.FailureClass;
import dev.sia.api.agent.v1.Hint;
import dev.sia.api.agent.v1.Offer;
import dev.sia.api.agent.v1.Step;
import dev.sia.cli.agent.attempt.StepCommands.Deadline;
import dev.sia.cli.agent.attempt.StopControl.StopRequest;
import dev.sia.cli.agent.log.LogLimits;
import dev.sia.cli.agent.log.LogSpool;
import dev.sia.cli.agent.mask.Masker;
import dev.sia.cli.agent.mask.UrlCredentials;
import dev.sia.cli.agent.process.ProcessRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt that the agent holds, from its acceptance until the server has its result or has given it to somebody else. */
final class Attempt {
    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

    /** For an offer that names no time, which the protocol does not foresee. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Offer offer;
    private final AttemptDirectory directory;
    private final LogSpool spool;
    private final AttemptFrames frames;
    private final HintInbox hints;
    private final StopControl stop;

    private Attempt(Offer offer, AttemptDirectory directory, LogSpool spool, StopControl stop) throws IOException {
        this.offer = offer;
        this.stop = stop;
        this.directory = directory;
        this.spool = spool;
        this.hints = HintInbox.in(directory.hintsFile());
        this.frames = new AttemptFrames(offer.getAttemptId(), offer.getLease(), spool, System::nanoTime);
    }

    /** Takes an offer; nothing runs yet. */
    static Attempt accept(Offer offer, Path attempts, WorkSettings settings, StopControl stop, Runnable onChange)
            throws IOException {
        AttemptDirectory directory =
                AttemptDirectory.create(attempts, offer.getAttemptId(), workspace(offer, settings));
        LogSpool spool = new LogSpool(
                directory.path(), settings.log().spoolBytes(), settings.log().patience(), onChange);
        Attempt attempt = new Attempt(offer, directory, spool, stop);
        attempt.frames.accepted();
        return attempt;
    }

    Offer offer() {
        return offer;
    }

    AttemptFrames frames() {
        return frames;
    }

    /** Runs all steps on the calling thread. */
    AttemptEnd run(WorkSettings settings, LogLimits limits) throws IOException {
        Masker masker = settings.log()
                .secrets()
                .and(UrlCredentials.in(offer.getJob().getRepositoryUrl()))
                .masker();
        AttemptEnd end = run(settings, limits, masker).masked(masker);
        frames.ended(end);
        return end;
    }

    private AttemptEnd run(WorkSettings settings, LogLimits limits, Masker masker) {
        try {
            return assemble(settings, limits, masker).run();
        } catch (IOException | RuntimeException e) {
            LOG.warn("attempt {} could not be started", offer.getAttemptId(), e);
            return new AttemptEnd.Failed(
                    FailureClass.FAILURE_CLASS_AGENT,
                    Step.STEP_UNSPECIFIED,
                    "The agent could not start the attempt: " + e.getMessage());
        }
    }

    /** Puts words of a person where the tool can find them, and acknowledges that; again when they come again. */
    void hint(Hint hint) throws IOException {
        hints.add(hint);
        frames.hintAcknowledged(hint.getHintId());
    }

    void stop(StopRequest request) {
        stop.request(request);
    }

    /** Nothing is sent about it any more, and whoever writes to its log is released. */
    void forget() {
        try {
            spool.close();
        } catch (IOException e) {
            LOG.warn("log spool of attempt {} could not be removed: {}", offer.getAttemptId(), e.toString());
        }
    }

    /** Removes what is on disk, when nothing runs any more. */
    void discard() {
        forget();
        directory.remove();
    }

    private AttemptRun assemble(WorkSettings settings, LogLimits limits, Masker masker) throws IOException {
        Path path = workspace(offer, settings);
        DirectoryTree.remove(path);
        ProcessRecord processes = directory.recordProcesses();
        AttemptLog log = new AttemptLog(spool, Clock.systemUTC(), limits.lineBytes(), masker);
        Deadline deadline = Deadline.in("attempt", timeout(), System::nanoTime);
        StepCommands commands = new StepCommands(settings.launcher(), processes, log, stop, deadline);
        CommandEnvironment environment = CommandEnvironment.of(
                offer,
                path,
                new CommandEnvironment.Files(directory.promptFile(), hints.file()),
                settings.environment());
        Workspace workspace = new Workspace(path, offer, environment, commands, settings.author());
        return new AttemptRun(
                offer,
                settings,
                new AttemptRun.Parts(frames, commands, environment, workspace, hints, stop, Clock.systemUTC()));
    }

    private Duration timeout() {
        Duration timeout = Durations.of(offer.getTimeout());
        return timeout.isPositive() ? timeout : LONGEST;
    }

    private static Path workspace(Offer offer, WorkSettings settings) {
        return settings.workDirectory().resolve(offer.getAttemptId());
    }
}
