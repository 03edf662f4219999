package dev.sia.cli.agent.session;

import dev.sia.api.agent.v1.AgentServiceGrpc.AgentServiceStub;
import dev.sia.api.agent.v1.Attach;
import dev.sia.api.agent.v1.Attached;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.api.agent.v1.Drain;
import dev.sia.api.agent.v1.GoAway;
import dev.sia.api.agent.v1.Heartbeat;
import dev.sia.cli.agent.attempt.Attempts;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream, from Attach to its end. The thread that runs it is the only one that writes: it takes frames from the attempts
 * when the transport is ready for them, so nothing piles up in memory.
 */
final class Session {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final Duration ATTACH_PATIENCE = Duration.ofSeconds(30);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    private static final Duration SHORTEST_HEARTBEAT = Duration.ofMillis(100);
    private static final int MISSED_HEARTBEATS = 3;
    private static final ConnectRequest HEARTBEAT = ConnectRequest.newBuilder()
            .setHeartbeat(Heartbeat.getDefaultInstance())
            .build();

    private final Attempts attempts;
    private final Contact contact;
    private final Wakeup wakeup;
    private final News news;
    private final AtomicReference<@Nullable Status> end = new AtomicReference<>();
    private volatile @Nullable Duration heartbeatInterval;
    private volatile @Nullable ClientCallStreamObserver<ConnectRequest> call;
    private final AtomicBoolean heard = new AtomicBoolean();
    private long openedAt;
    private long sentAt;
    private long intervalEndsAt;
    private int silentIntervals;
    private boolean drainSent;

    /** What a session tells the connection that it belongs to. */
    interface News {
        /** The server has taken the agent in. */
        void attached(Attached terms);

        /** Somebody asked the server to give the agent no more, or took that back. */
        void drain(Drain drain);

        /** The server node is going to stop. */
        void goAway(GoAway goAway);
    }

    Session(Attempts attempts, Contact contact, Wakeup wakeup, News news) {
        this.attempts = attempts;
        this.contact = contact;
        this.wakeup = wakeup;
        this.news = news;
    }

    /**
     * Holds the stream until it ends or {@code leave} says so, and tells how it ended.
     *
     * @param draining why the agent takes no more, once it does; the server is told in every session
     */
    Status run(AgentServiceStub stub, Attach attach, Supplier<Optional<String>> draining, BooleanSupplier leave)
            throws InterruptedException {
        openedAt = System.nanoTime();
        intervalEndsAt = openedAt;
        boolean left = false;
        ClientCallStreamObserver<ConnectRequest> requests = open(stub);
        try {
            send(requests, ConnectRequest.newBuilder().setAttach(attach).build());
            while (end.get() == null) {
                if (leave.getAsBoolean()) {
                    left = true;
                    end.compareAndSet(null, Status.OK);
                } else if (!drainSent && wasAttached() && draining.get().isPresent()) {
                    send(requests, drain(draining.get().get()));
                    drainSent = true;
                } else {
                    advance(requests);
                }
            }
        } finally {
            if (left) {
                requests.onCompleted();
            } else {
                requests.cancel("the agent gave the session up", null);
            }
        }
        Status status = end.get();
        return status == null ? Status.UNKNOWN : status;
    }

    /** Whether the server has taken the agent in. */
    boolean wasAttached() {
        return heartbeatInterval != null;
    }

    private ClientCallStreamObserver<ConnectRequest> open(AgentServiceStub stub) {
        stub.connect(new Inbound());
        ClientCallStreamObserver<ConnectRequest> opened = call;
        if (opened == null) {
            throw new IllegalStateException("gRPC opened no call");
        }
        return opened;
    }

    /** Sends one frame that is due, or waits for something to happen. */
    private void advance(ClientCallStreamObserver<ConnectRequest> requests) throws InterruptedException {
        Duration interval = heartbeatInterval;
        if (interval == null) {
            awaitAttached();
            return;
        }
        Duration untilHeartbeat = interval.minusNanos(System.nanoTime() - sentAt);
        countSilence(interval);
        if (silentIntervals >= MISSED_HEARTBEATS) {
            giveUp("the server has been silent for " + contact.silence().toSeconds() + " s");
        } else if (untilHeartbeat.isNegative() || untilHeartbeat.isZero()) {
            send(requests, HEARTBEAT);
        } else {
            Optional<ConnectRequest> frame = requests.isReady() ? attempts.nextFrame() : Optional.empty();
            if (frame.isPresent()) {
                send(requests, frame.get());
            } else {
                wakeup.await(shortest(untilHeartbeat, untilFrame()));
            }
        }
    }

    /** In intervals and not by the clock: what came while this process stood still is read before the next one is over. */
    private void countSilence(Duration interval) {
        long now = System.nanoTime();
        if (now - intervalEndsAt >= 0) {
            intervalEndsAt = now + interval.toNanos();
            silentIntervals = heard.getAndSet(false) ? 0 : silentIntervals + 1;
        }
    }

    private Duration untilFrame() {
        OptionalLong due = attempts.dueInNanos();
        return due.isPresent() ? Duration.ofNanos(due.getAsLong()) : LONGEST_WAIT;
    }

    private static Duration shortest(Duration one, Duration other) {
        Duration shorter = one.compareTo(other) < 0 ? one : other;
        return shorter.compareTo(LONGEST_WAIT) < 0 ? shorter : LONGEST_WAIT;
    }

    private void awaitAttached() throws InterruptedException {
        if (System.nanoTime() - openedAt > ATTACH_PATIENCE.toNanos()) {
            giveUp("the server did not answer Attach");
        } else {
            wakeup.await(LONGEST_WAIT);
        }
    }

    private static ConnectRequest drain(String reason) {
        return ConnectRequest.newBuilder()
                .setDrain(Drain.newBuilder().setReason(reason))
                .build();
    }

    private void send(ClientCallStreamObserver<ConnectRequest> requests, ConnectRequest frame) {
        requests.onNext(frame);
        sentAt = System.nanoTime();
    }

    private void giveUp(String reason) {
        end.compareAndSet(null, Status.UNAVAILABLE.withDescription(reason));
    }

    /** Handles what the server sends. Every case is short: work is done elsewhere. */
    private final class Inbound implements ClientResponseObserver<ConnectRequest, ConnectResponse> {
        @Override
        public void beforeStart(ClientCallStreamObserver<ConnectRequest> requests) {
            call = requests;
            requests.setOnReadyHandler(wakeup::signal);
        }

        @Override
        public void onNext(ConnectResponse response) {
            // A session that has been given up must not count as contact, nor change anything after its successor
            // began.
            if (end.get() != null) {
                return;
            }
            heard.set(true);
            if (wasAttached() && !contact.heard()) {
                giveUp("the server was not heard in time");
                wakeup.signal();
                return;
            }
            try {
                dispatch(response);
            } catch (RuntimeException e) {
                LOG.warn("a frame of the server could not be handled", e);
                end.compareAndSet(null, Status.INTERNAL.withDescription("a frame could not be handled: " + e));
            }
            wakeup.signal();
        }

        @Override
        public void onError(Throwable failure) {
            end.compareAndSet(null, Status.fromThrowable(failure));
            wakeup.signal();
        }

        @Override
        public void onCompleted() {
            end.compareAndSet(null, Status.UNAVAILABLE.withDescription("the server closed the session"));
            wakeup.signal();
        }
    }

    private void dispatch(ConnectResponse response) {
        if (!wasAttached() && !response.hasAttached()) {
            end.compareAndSet(null, Status.INTERNAL.withDescription("the server's first frame was not Attached"));
            return;
        }
        switch (response.getFrameCase()) {
            case ATTACHED -> attached(response.getAttached());
            case OFFER -> attempts.offered(response.getOffer());
            case LOG_ACK -> attempts.logAcknowledged(response.getLogAck());
            case RESULT_ACK -> attempts.resultAcknowledged(response.getResultAck());
            case CANCEL -> attempts.cancelled(response.getCancel());
            case LEASE_LOST -> attempts.leaseLost(response.getLeaseLost());
            case HINT -> attempts.hinted(response.getHint());
            case DRAIN -> news.drain(response.getDrain());
            case GO_AWAY -> news.goAway(response.getGoAway());
            case HEARTBEAT -> LOG.trace("heartbeat");
            case FRAME_NOT_SET -> LOG.debug("a frame of a newer protocol was ignored");
        }
    }

    private void attached(Attached attached) {
        if (wasAttached()) {
            LOG.debug("a second Attached was ignored");
            return;
        }
        contact.begun(duration(attached.getGrace(), Duration.ofMinutes(2)));
        attempts.attached(attached);
        Duration interval = duration(attached.getHeartbeatInterval(), Duration.ofSeconds(10));
        heartbeatInterval = interval.compareTo(SHORTEST_HEARTBEAT) < 0 ? SHORTEST_HEARTBEAT : interval;
        news.attached(attached);
    }

    private static Duration duration(com.google.protobuf.Duration duration, Duration fallback) {
        Duration value = Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
        return value.isPositive() ? value : fallback;
    }
}
