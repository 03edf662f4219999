package dev.sia.cli.agent.attempt;

import dev.sia.api.agent.v1.Attached;
import dev.sia.api.agent.v1.Cancel;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.HeldAttempt;
import dev.sia.api.agent.v1.HeldAttemptAction;
import dev.sia.api.agent.v1.HeldAttemptVerdict;
import dev.sia.api.agent.v1.Hint;
import dev.sia.api.agent.v1.LeaseLost;
import dev.sia.api.agent.v1.LogAck;
import dev.sia.api.agent.v1.Offer;
import dev.sia.api.agent.v1.RejectOffer;
import dev.sia.api.agent.v1.ResultAck;
import dev.sia.api.agent.v1.Step;
import dev.sia.cli.agent.attempt.StopControl.StopRequest;
import dev.sia.cli.agent.log.LogLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All attempts of this agent: takes offers while a slot is free, and passes on what the server says about each.
 *
 * <p>A slot is taken until the attempt's processes have ended and the server has let go of it.
 */
public final class Attempts {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
    private static final Duration LOST_KILL_AFTER = Duration.ofSeconds(2);
    private static final int MAX_REJECTIONS = 64;

    private final int capacity;
    private final Path directory;
    private final Consumer<String> say;
    private final Runnable onChange;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Attempts that the server may still ask about, by id; the first is the next to be asked for a frame. */
    private final Map<String, Attempt> held = new LinkedHashMap<>();
    /** Attempts whose thread has not ended, held or not. */
    private final Set<Attempt> running = new HashSet<>();

    private final Queue<ConnectRequest> rejections = new ArrayDeque<>();
    private LogLimits limits = LogLimits.of(dev.sia.api.agent.v1.LogLimits.getDefaultInstance());
    private boolean draining;
    private boolean stopping;
    private volatile WorkSettings settings;
    private volatile Supplier<Optional<Duration>> lostContact = Optional::empty;

    /**
     * No attempts yet.
     *
     * @param directory where attempts keep their spools; one agent at a time uses it
     * @param say tells people what happens
     * @param onChange called when there may be something new to send
     */
    public Attempts(int capacity, Path directory, WorkSettings settings, Consumer<String> say, Runnable onChange) {
        this.capacity = capacity;
        this.directory = directory;
        this.settings = settings;
        this.say = say;
        this.onChange = onChange;
    }

    /**
     * Has attempts ask before every command, lest one that was about to begin when the agent stood still goes on.
     *
     * @param lost how long there was no contact, once it is too long
     */
    public void askBeforeCommands(Supplier<Optional<Duration>> lost) {
        lostContact = lost;
    }

    /** Something more that must not be seen, besides what the settings name; to be said before the first offer. */
    public void keepSecret(String value) {
        settings = settings.masking(value);
    }

    /** Ends processes and removes workspaces that an agent which died left behind in the same directory. */
    public void sweepLeftovers() throws IOException {
        AttemptDirectory.sweep(directory, settings.keep(), say);
    }

    /** What to tell a server at the start of a session. */
    public List<HeldAttempt> inventory() {
        return withLock(() -> held.values().stream()
                .map(attempt -> attempt.frames().inventory())
                .toList());
    }

    /** A session has begun: goes on with some held attempts and abandons the others. */
    public void attached(Attached attached) {
        Map<String, HeldAttemptVerdict> verdicts = new LinkedHashMap<>();
        attached.getVerdictsList().forEach(verdict -> verdicts.put(verdict.getAttemptId(), verdict));
        List<Attempt> all = withLock(() -> {
            limits = LogLimits.of(attached.getLogLimits());
            rejections.clear();
            return List.copyOf(held.values());
        });
        for (Attempt attempt : all) {
            HeldAttemptVerdict verdict =
                    verdicts.getOrDefault(attempt.offer().getAttemptId(), HeldAttemptVerdict.getDefaultInstance());
            if (verdict.getAction() == HeldAttemptAction.HELD_ATTEMPT_ACTION_CONTINUE) {
                tell(attempt, () -> attempt.frames().resume(verdict.getAckedLogSeq()));
            } else {
                lose(
                        attempt,
                        verdict.getReason().isEmpty() ? "The server does not know it any more" : verdict.getReason());
            }
        }
        onChange.run();
    }

    /** An offer: accepts it when a slot is free or it was accepted before, and rejects it otherwise. */
    public void offered(Offer offer) {
        Optional<Attempt> accepted = withLock(() -> {
            Attempt known = held.get(offer.getAttemptId());
            if (known != null && known.offer().getLease().equals(offer.getLease())) {
                known.frames().accepted();
                return Optional.empty();
            }
            Optional<String> objection = objection(offer, known != null);
            if (objection.isPresent()) {
                reject(offer, objection.get());
                return Optional.empty();
            }
            return accept(offer);
        });
        accepted.ifPresent(this::start);
        onChange.run();
    }

    /** The server has stored lines. */
    public void logAcknowledged(LogAck ack) {
        find(ack.getAttemptId()).ifPresent(attempt -> {
            tell(attempt, () -> attempt.frames().logAcknowledged(ack.getAckedSeq()));
            onChange.run();
        });
    }

    /** The server has stored the result. */
    public void resultAcknowledged(ResultAck ack) {
        find(ack.getAttemptId()).ifPresent(this::release);
    }

    /** The server wants an attempt stopped. */
    public void cancelled(Cancel cancel) {
        find(cancel.getAttemptId()).ifPresent(attempt -> {
            attempt.frames().cancelAcknowledged();
            attempt.stop(
                    new StopRequest(StopReason.CANCELLED, cancel.getReason(), Durations.of(cancel.getKillAfter())));
            onChange.run();
        });
    }

    /** Words of a person for the tool that works on an attempt. */
    public void hinted(Hint hint) {
        find(hint.getAttemptId()).ifPresent(attempt -> {
            try {
                attempt.hint(hint);
                onChange.run();
            } catch (IOException e) {
                // Not acknowledged, so it comes again.
                LOG.warn("a hint for attempt {} could not be passed on", hint.getAttemptId(), e);
            }
        });
    }

    /** The server has given an attempt up. */
    public void leaseLost(LeaseLost lost) {
        find(lost.getAttemptId()).ifPresent(attempt -> lose(attempt, lost.getReason()));
    }

    /** The next frame of any attempt to send in the present session; attempts take turns. */
    public Optional<ConnectRequest> nextFrame() {
        ConnectRequest rejection = withLock(rejections::poll);
        if (rejection != null) {
            return Optional.of(rejection);
        }
        for (Attempt attempt : turn()) {
            try {
                Optional<ConnectRequest> frame = attempt.frames().next(limits());
                if (frame.isPresent()) {
                    withLock(() -> moveToEnd(attempt));
                    return frame;
                }
            } catch (IOException e) {
                spoolBroken(attempt, e);
            }
        }
        return Optional.empty();
    }

    /** How long until a frame is due that waits for others to come along; empty when none waits. */
    public OptionalLong dueInNanos() {
        return turn().stream()
                .map(attempt -> attempt.frames().dueInNanos())
                .flatMapToLong(OptionalLong::stream)
                .min();
    }

    /** Whether any attempt's processes may run. */
    public boolean anyRunning() {
        return withLock(() -> !running.isEmpty());
    }

    /** No contact with the server for too long: stops all processes, before somebody else starts on the same jobs. */
    public void outOfContact(Duration silence) {
        stopAll(withoutContact(silence));
    }

    private static StopRequest withoutContact(Duration silence) {
        String sentence = "The agent had no contact with the server for " + Durations.words(silence) + '.';
        return new StopRequest(StopReason.OUT_OF_CONTACT, sentence, LOST_KILL_AFTER);
    }

    /** The agent takes no more offers and goes on with what it has; tells how many attempts that are. */
    public int drain() {
        return withLock(() -> {
            draining = true;
            Set<Attempt> left = new HashSet<>(held.values());
            left.addAll(running);
            return left.size();
        });
    }

    /** Waits until the server has let go of all attempts, however long that takes. */
    public void awaitReleases() throws InterruptedException {
        await(Duration.ofNanos(Long.MAX_VALUE), () -> running.isEmpty() && held.isEmpty());
    }

    /** The agent goes down: takes no more offers and stops all processes. */
    public void agentStopping(Duration killAfter) {
        withLock(() -> stopping = true);
        stopAll(new StopRequest(StopReason.AGENT_STOPPED, "The agent was stopped.", killAfter));
    }

    /** Waits until no attempt's processes run; false when some still do. */
    public boolean awaitEnds(Duration patience) throws InterruptedException {
        return await(patience, running::isEmpty);
    }

    /** Waits until the server has let go of all attempts; false when it still holds some. */
    public boolean awaitReleases(Duration patience) throws InterruptedException {
        return await(patience, () -> running.isEmpty() && held.isEmpty());
    }

    /** Drops everything, sent or not; the server will find out that it is lost. */
    public void forgetAll() {
        withLock(() -> List.copyOf(held.values())).forEach(this::release);
    }

    private Optional<String> objection(Offer offer, boolean otherLease) {
        if (stopping) {
            return Optional.of("The agent is stopping");
        }
        if (draining) {
            return Optional.of("The agent finishes what it has and takes no more");
        }
        if (otherLease) {
            return Optional.of("The agent still runs this attempt under another lease");
        }
        if (!isUuid(offer.getAttemptId())) {
            return Optional.of("The attempt's id is not a UUID");
        }
        if (offer.getJob().getStepsList().contains(Step.UNRECOGNIZED)
                || offer.getJob().getStepsCount() == 0
                || offer.getJob().getSteps(0) != Step.STEP_PREPARE) {
            return Optional.of("The agent does not know these steps");
        }
        Set<Attempt> occupied = new HashSet<>(held.values());
        occupied.addAll(running);
        return occupied.size() >= capacity
                ? Optional.of("All " + capacity + " slots of the agent are taken")
                : Optional.empty();
    }

    private Optional<Attempt> accept(Offer offer) {
        try {
            StopControl stop = new StopControl(() -> lostContact.get().map(Attempts::withoutContact));
            Attempt attempt = Attempt.accept(offer, directory, settings, stop, onChange);
            held.put(offer.getAttemptId(), attempt);
            running.add(attempt);
            return Optional.of(attempt);
        } catch (IOException e) {
            LOG.warn("an offer could not be accepted", e);
            reject(offer, "The agent cannot write to its state directory");
            return Optional.empty();
        }
    }

    private void reject(Offer offer, String reason) {
        // The server repeats an unanswered offer, so nothing is lost when too many are waiting.
        if (rejections.size() < MAX_REJECTIONS) {
            rejections.add(ConnectRequest.newBuilder()
                    .setRejectOffer(RejectOffer.newBuilder()
                            .setAttemptId(offer.getAttemptId())
                            .setLease(offer.getLease())
                            .setReason(reason))
                    .build());
            say.accept("Rejected attempt " + offer.getAttemptId() + ": " + reason);
        }
    }

    private void start(Attempt attempt) {
        Offer offer = attempt.offer();
        say.accept("Job " + offer.getJobId() + ", attempt " + offer.getAttemptNumber() + ": "
                + offer.getJob().getTitle());
        LogLimits current = limits();
        Thread.ofVirtual().name("sia-attempt-" + offer.getAttemptId()).start(() -> {
            try {
                AttemptEnd end = attempt.run(settings, current);
                say.accept("Job " + offer.getJobId() + ", attempt " + offer.getAttemptNumber() + ": " + sentence(end));
            } catch (IOException e) {
                spoolBroken(attempt, e);
            } finally {
                finished(attempt);
            }
        });
    }

    private void finished(Attempt attempt) {
        boolean released = withLock(() -> {
            running.remove(attempt);
            changed.signalAll();
            return !held.containsValue(attempt);
        });
        if (released) {
            attempt.discard();
        }
        onChange.run();
    }

    private void lose(Attempt attempt, String reason) {
        say.accept("Job " + attempt.offer().getJobId() + ", attempt "
                + attempt.offer().getAttemptNumber() + ": lost, " + reason);
        release(attempt);
        attempt.stop(new StopRequest(StopReason.LEASE_LOST, reason, LOST_KILL_AFTER));
    }

    private void release(Attempt attempt) {
        boolean ended = withLock(() -> {
            held.remove(attempt.offer().getAttemptId(), attempt);
            changed.signalAll();
            return !running.contains(attempt);
        });
        if (ended) {
            attempt.discard();
        } else {
            attempt.forget();
        }
    }

    private void spoolBroken(Attempt attempt, IOException e) {
        LOG.warn("the log of attempt {} cannot be shipped", attempt.offer().getAttemptId(), e);
        lose(attempt, "its log cannot be shipped: " + e.getMessage());
    }

    private void stopAll(StopRequest request) {
        List<Attempt> all = withLock(() -> List.copyOf(running));
        all.forEach(attempt -> attempt.stop(request));
    }

    private void tell(Attempt attempt, SpoolAction action) {
        try {
            action.run();
        } catch (IOException e) {
            spoolBroken(attempt, e);
        }
    }

    private interface SpoolAction {
        void run() throws IOException;
    }

    private Optional<Attempt> find(String attemptId) {
        return withLock(() -> Optional.ofNullable(held.get(attemptId)));
    }

    private List<Attempt> turn() {
        return withLock(() -> new ArrayList<>(held.values()));
    }

    private LogLimits limits() {
        return withLock(() -> limits);
    }

    private boolean moveToEnd(Attempt attempt) {
        String attemptId = attempt.offer().getAttemptId();
        return held.remove(attemptId, attempt) && held.put(attemptId, attempt) == null;
    }

    private boolean await(Duration patience, BooleanSupplier condition) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private <T> T withLock(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    private static boolean isUuid(String text) {
        try {
            return UUID.fromString(text).toString().equalsIgnoreCase(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String sentence(AttemptEnd end) {
        return switch (end) {
            case AttemptEnd.Succeeded(var publication) ->
                publication
                        .map(published -> "succeeded, published " + published.getBranch())
                        .orElse("succeeded");
            case AttemptEnd.Failed failed -> "failed, " + failed.message();
            case AttemptEnd.Cancelled() -> "cancelled";
        };
    }
}
