package dev.sia.server.grpc;

import dev.sia.api.agent.v1.Attach;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.agent.SessionStart;
import dev.sia.server.attempt.AgentHeartbeats;
import dev.sia.server.attempt.AgentSessions;
import dev.sia.server.attempt.Attachment;
import dev.sia.server.attempt.HeldAttempt;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.error.ErrorKind;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call of Connect. A thread of its own handles the frames in order, so that the agent's session begins and ends on
 * that thread alone, exactly once each; the next frame is asked for only when one has been handled, so that an agent that
 * floods the server slows itself. A second thread writes and watches the time.
 */
final class AgentStream implements StreamObserver<ConnectRequest> {
    static final String STOPPING = "The server is stopping; connect again.";

    private static final Logger log = LoggerFactory.getLogger(AgentStream.class);
    private static final int PROTOCOL_MAJOR = 1;
    private static final int MISSED_HEARTBEATS = 3;
    /** Frames on their way at a time. */
    private static final int WINDOW = 4;

    /** Hints that are repeated at a time. */
    private static final int MOST_HINTS = 64;

    private static final Duration MOST_RENEWAL_INTERVAL = Duration.ofSeconds(5);

    /** What comes in. */
    private sealed interface Input {
        record Frame(ConnectRequest frame) implements Input {}

        /** The agent has said that no frame follows. */
        record Closed() implements Input {}

        /** The stream has ended; wakes the thread that waits for frames. */
        record Ended() implements Input {}
    }

    private final AgentCaller caller;
    private final AgentIdentity agent;
    private final AgentSessions sessions;
    private final AgentHeartbeats heartbeats;
    private final AttemptFrames frames;
    private final AgentStreams streams;
    private final SessionTerms terms;
    private final ServerCallStreamObserver<ConnectResponse> call;
    private final FrameWriter writer;
    private final BlockingQueue<Input> inbox = new ArrayBlockingQueue<>(WINDOW + 2);
    /** Why the stream has ended, for people. */
    private final AtomicReference<@Nullable String> ended = new AtomicReference<>();
    /** Cancels that the agent has not acknowledged, by attempt; at most one for each of its places. */
    private final Map<String, ConnectResponse> cancels = new ConcurrentHashMap<>();
    /** Hints that it has not acknowledged, by their id. */
    private final Map<String, ConnectResponse> hints = new ConcurrentHashMap<>();

    private final AtomicBoolean heard = new AtomicBoolean();
    private volatile boolean handling;
    /** The session, null before it begins. Written by the thread that handles frames alone. */
    private volatile @Nullable Long epoch;
    /** Used by the thread that handles frames alone, as the next: the agent has said goodbye. */
    private boolean goodbye;

    private long renewedAt;
    /** Used by the thread that writes alone. */
    private int silentIntervals;

    AgentStream(
            AgentCaller caller,
            AgentSessions sessions,
            AgentHeartbeats heartbeats,
            AttemptFrames frames,
            AgentStreams streams,
            SessionTerms terms,
            ServerCallStreamObserver<ConnectResponse> call) {
        this.caller = caller;
        this.agent = caller.agent();
        this.sessions = sessions;
        this.heartbeats = heartbeats;
        this.frames = frames;
        this.streams = streams;
        this.terms = terms;
        this.call = call;
        this.writer = new FrameWriter(call);
        call.disableAutoRequest();
        call.setOnCancelHandler(() -> end(Status.CANCELLED, "disconnected"));
    }

    void start() {
        streams.started(this);
        Thread.ofVirtual().name("agent-" + agent.id()).start(this::run);
        call.request(WINDOW);
    }

    @Override
    public void onNext(ConnectRequest frame) {
        heard.set(true);
        inbox.add(new Input.Frame(frame));
    }

    @Override
    public void onError(Throwable thrown) {
        end(Status.CANCELLED, "disconnected");
    }

    @Override
    public void onCompleted() {
        inbox.add(new Input.Closed());
    }

    /** Sends a frame, after Attached at the earliest; false when the stream has ended. */
    boolean send(ConnectResponse frame) {
        rememberUntilAcknowledged(frame);
        return write(frame);
    }

    /** Hints that are too many to be remembered here are told again when the agent attaches. */
    private void rememberUntilAcknowledged(ConnectResponse frame) {
        switch (frame.getFrameCase()) {
            case CANCEL -> cancels.put(frame.getCancel().getAttemptId(), frame);
            case HINT -> {
                if (hints.size() < MOST_HINTS) {
                    hints.put(frame.getHint().getHintId(), frame);
                }
            }
            case LEASE_LOST -> forget(frame.getLeaseLost().getAttemptId());
            case RESULT_ACK -> forget(frame.getResultAck().getAttemptId());
            case ATTACHED, OFFER, LOG_ACK, DRAIN, GO_AWAY, HEARTBEAT, FRAME_NOT_SET -> {}
        }
    }

    private void forget(String attempt) {
        cancels.remove(attempt);
        hints.values().removeIf(hint -> hint.getHint().getAttemptId().equals(attempt));
    }

    private boolean write(ConnectResponse frame) {
        boolean queued = writer.send(frame);
        if (!queued) {
            end(
                    Status.RESOURCE_EXHAUSTED.withDescription("The agent reads too slowly; connect again."),
                    "it read too slowly");
        }
        return queued;
    }

    /** A newer session of the agent has begun. */
    void supersede() {
        end(Status.ABORTED.withDescription("A newer session of this agent has begun."), "a newer session has begun");
    }

    /** The agent is no longer one of its organization. */
    void remove() {
        end(Status.UNAUTHENTICATED.withDescription("This agent was removed from the organization."), "removed");
    }

    /** The agent's credential is good for nothing any more. */
    void revoke() {
        end(
                Status.UNAUTHENTICATED.withDescription(
                        "The credential of this agent was revoked. Enrol it again, as a new"
                                + " agent, with a new enrolment token."),
                "its credential was revoked");
    }

    /** Ends if this is the stream of that session or of an older one, which is over. */
    void endSession(long over) {
        Long session = epoch;
        if (session != null && session <= over) {
            end(
                    Status.ABORTED.withDescription(
                            "This session is over: a newer one has begun, or it was silent for too long."),
                    "a newer session has begun");
        }
    }

    /** The node stops. The agent is to come back in time to keep its attempts, however many others come back too. */
    void stop(Duration reconnectAfter, Duration reconnectWithin) {
        Duration most = terms.times().grace().dividedBy(2);
        Duration within = reconnectWithin.compareTo(most) > 0 ? most : reconnectWithin;
        Duration after = reconnectAfter.compareTo(within) < 0 ? reconnectAfter : within.dividedBy(2);
        writer.send(AgentProto.goAway(STOPPING, after, within));
        end(Status.UNAVAILABLE.withDescription(STOPPING), "the server stopped");
    }

    private void end(Status status, String reason) {
        if (ended.compareAndSet(null, reason)) {
            streams.detach(agent.id(), this);
            writer.close(status);
            inbox.add(new Input.Ended());
        }
    }

    private void run() {
        Thread writing =
                Thread.ofVirtual().name("agent-" + agent.id() + "-writer").start(this::writeAll);
        try {
            while (ended.get() == null) {
                handle(inbox.take());
            }
            endSession();
            writing.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            streams.detach(agent.id(), this);
            streams.finished(this);
        }
    }

    private void handle(Input input) {
        handling = true;
        try {
            switch (input) {
                case Input.Frame(var frame) -> {
                    handle(frame);
                    call.request(1);
                }
                case Input.Closed() -> {
                    goodbye = true;
                    end(Status.OK, "the agent closed the stream");
                }
                case Input.Ended() -> {}
            }
        } catch (RuntimeException | Error thrown) {
            Status status = GrpcErrors.status(thrown);
            end(status, Objects.requireNonNullElse(status.getDescription(), "refused"));
        } finally {
            heard.set(true);
            handling = false;
        }
    }

    private void handle(ConnectRequest frame) {
        Long session = epoch;
        if (session == null) {
            begin(frame);
            return;
        }
        renew(session);
        if (frame.hasDrain()) {
            sessions.drain(agent, session, AgentFrames.drainReason(frame.getDrain()));
        }
        frames.handle(agent, frame).ifPresent(this::send);
        if (frame.hasCancelAck()) {
            cancels.remove(frame.getCancelAck().getAttemptId());
        } else if (frame.hasHintAck()) {
            hints.remove(frame.getHintAck().getHintId());
        }
    }

    private void begin(ConnectRequest frame) {
        if (!frame.hasAttach()) {
            refuse("The first frame must be attach.");
        } else if (frame.getAttach().getProtocolMajor() != PROTOCOL_MAJOR) {
            caller.refused(ErrorCode.UNSUPPORTED_PROTOCOL_VERSION);
            refuse("This server speaks major version " + PROTOCOL_MAJOR + " of the protocol, the agent "
                    + Integer.toUnsignedString(frame.getAttach().getProtocolMajor()) + ".");
        } else {
            attach(frame.getAttach());
        }
    }

    private void refuse(String sentence) {
        end(Status.FAILED_PRECONDITION.withDescription(sentence), sentence);
    }

    private void attach(Attach attach) {
        var start = AgentFrames.sessionStart(attach, terms.nodeId());
        var held = AgentFrames.heldAttempts(attach);
        streams.attach(agent.id(), this);
        Attachment attachment = letIn(start, held);
        epoch = attachment.sessionEpoch();
        renewedAt = System.nanoTime();
        log.debug("Agent {} ({}) attached, session {}", agent.id(), agent.name(), attachment.sessionEpoch());
        List<ConnectResponse> repeated = AgentProto.repeated(attachment);
        repeated.forEach(this::rememberUntilAcknowledged);
        writer.open(AgentProto.attached(agent, attachment, terms), repeated);
    }

    private Attachment letIn(SessionStart start, List<HeldAttempt> held) {
        try {
            return streams.admit(() -> sessions.attach(agent, start, held));
        } catch (DomainException refused) {
            if (refused.code().kind() == ErrorKind.UNAUTHENTICATED) {
                caller.refused(refused.code());
            }
            throw refused;
        }
    }

    /** Keeps the session alive, on any frame but not on every one. */
    private void renew(long session) {
        Duration half = terms.times().heartbeatInterval().dividedBy(2);
        Duration interval = half.compareTo(MOST_RENEWAL_INTERVAL) < 0 ? half : MOST_RENEWAL_INTERVAL;
        if (System.nanoTime() - renewedAt >= interval.toNanos()) {
            renewedAt = System.nanoTime();
            heartbeats.heard(agent.id(), session);
        }
    }

    private void endSession() {
        Long session = epoch;
        // A node that stops has let go of all its sessions at once.
        if (session == null || streams.isStopping()) {
            return;
        }
        String reason = Optional.ofNullable(ended.get()).orElse("disconnected");
        log.debug("Session {} of agent {} ({}) ended: {}", session, agent.id(), agent.name(), reason);
        try {
            streams.admit(() -> {
                if (goodbye) {
                    sessions.leave(agent, session, reason);
                } else {
                    sessions.disconnect(agent, session, reason);
                }
            });
        } catch (RuntimeException thrown) {
            log.warn(
                    "The end of session {} of agent {} is not stored; the sweep will see to it",
                    session,
                    agent.id(),
                    thrown);
        }
    }

    private void writeAll() {
        try {
            writer.run(terms.times().heartbeatInterval(), this::tick);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException thrown) {
            end(GrpcErrors.status(thrown), "it could not be written to");
        }
    }

    /**
     * Whenever a heartbeat interval is over. Silence is counted in intervals and not taken from the clock: what came while this
     * process stood still is read before the next one is over. What the server has not handled yet is no silence either.
     */
    private void tick() {
        boolean silent = !heard.getAndSet(false) && !handling && inbox.isEmpty();
        silentIntervals = silent ? silentIntervals + 1 : 0;
        if (silentIntervals >= MISSED_HEARTBEATS) {
            if (epoch == null) {
                end(
                        Status.DEADLINE_EXCEEDED.withDescription(
                                "Attach did not come within three heartbeat intervals."),
                        "it did not attach");
                return;
            }
            end(
                    Status.UNAVAILABLE.withDescription("Nothing was heard for three heartbeat intervals."),
                    "heartbeats missing");
            return;
        }
        write(AgentProto.heartbeat());
        cancels.values().forEach(this::write);
        hints.values().forEach(this::write);
    }
}
