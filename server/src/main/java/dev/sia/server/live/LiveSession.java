package dev.sia.server.live;

import dev.sia.api.live.Authenticate;
import dev.sia.api.live.ClientFrame;
import dev.sia.api.live.Subscribe;
import dev.sia.api.live.Unsubscribe;
import dev.sia.api.live.Unsubscribed;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorKind;
import dev.sia.server.event.Origin;
import dev.sia.server.identity.Credential;
import dev.sia.server.identity.Principal;
import dev.sia.server.identity.Standing;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client. A thread of its own takes frames in, reads for the subscriptions in turn and sends, so nothing overtakes
 * anything; other threads only leave a note and wake it.
 */
final class LiveSession implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(LiveSession.class);
    private static final int MISSED_PINGS = 2;
    /** How long a client may take to answer a close frame. */
    private static final Duration GOODBYE_TIMEOUT = Duration.ofSeconds(5);

    private final LiveContext context;
    private final FrameWriter writer;
    private final Incoming incoming;
    private final Origin origin;
    private final Subscriptions subscriptions;
    private final Semaphore wakeUps = new Semaphore(0);
    private final FrameRate rate = new FrameRate(System.nanoTime());
    /** At most one: the next frame is asked for when this one is done with. */
    private final AtomicReference<@Nullable String> received = new AtomicReference<>();

    private final CountDownLatch gone = new CountDownLatch(1);
    private volatile @Nullable SessionEnd end;
    private final AtomicBoolean heard = new AtomicBoolean();
    private long pingAt;
    private int unansweredPings;
    /** When something is to be done by time alone: the clock of all sessions looks at it. */
    private volatile long dueAt = System.nanoTime() + Duration.ofDays(1).toNanos();

    /** @param origin where the handshake came from */
    LiveSession(LiveContext context, FrameWriter writer, Incoming incoming, Origin origin) {
        this.context = context;
        this.writer = writer;
        this.incoming = incoming;
        this.origin = origin;
        this.subscriptions = new Subscriptions(context, writer, origin, wakeUps::release);
    }

    /** A frame has come in. */
    void receive(String text) {
        if (heard()) {
            received.set(text);
            wakeUps.release();
        }
    }

    /** What has come in cannot be a frame. */
    void refuse(String why) {
        finish(new SessionEnd(CloseCode.MALFORMED, why));
    }

    /** The client has sent something; false when it sends too much. */
    boolean heard() {
        heard.set(true);
        boolean taken = rate.take(System.nanoTime());
        if (!taken) {
            finish(new SessionEnd(
                    CloseCode.PROTOCOL,
                    "Too many frames: " + FrameRate.BURST + " at once, then " + FrameRate.PER_SECOND + " a second."));
        }
        return taken;
    }

    /** Wakes the session when something is due: a timer of its own would cost more than the frame that it wakes up for. */
    void tick(long now) {
        if (now - dueAt >= 0) {
            wakeUps.release();
        }
    }

    /** The connection is closed. */
    void gone() {
        gone.countDown();
        finish(SessionEnd.gone());
    }

    /** The server is stopping. */
    void stop() {
        finish(new SessionEnd(CloseCode.GOING_AWAY, "The server is stopping: connect again."));
    }

    /** There are too many sessions. */
    void turnAway() {
        finish(new SessionEnd(CloseCode.TRY_AGAIN_LATER, "This node has too many sockets: connect again later."));
    }

    private void finish(SessionEnd why) {
        if (end == null || why.code() == null) {
            end = why;
        }
        wakeUps.release();
    }

    @Override
    public void run() {
        SessionEnd why;
        try (Standing standing = authenticate()) {
            serve(standing);
            return;
        } catch (SessionEnd ended) {
            why = ended;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            why = SessionEnd.gone();
        } catch (RuntimeException failure) {
            log.error("A live session failed", failure);
            why = new SessionEnd(CloseCode.INTERNAL, "The server failed: connect again.");
        } finally {
            subscriptions.close();
        }
        if (why.code() != null) {
            sayGoodbye(why.code(), why.reason());
        }
    }

    private void sayGoodbye(CloseCode code, String reason) {
        incoming.discard();
        writer.close(code, reason);
        try {
            if (!gone.await(GOODBYE_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
                writer.disconnect();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            writer.disconnect();
        }
    }

    private Standing authenticate() throws InterruptedException {
        String text = firstFrame(
                System.nanoTime() + context.settings().authenticationTimeout().toNanos());
        if (!(context.json().read(text) instanceof Authenticate frame)) {
            throw new SessionEnd(CloseCode.PROTOCOL, "The first frame is authenticate.");
        }
        try {
            return context.limits()
                    .credentials(
                            origin.address(), () -> context.credentials().enter(credential(frame), wakeUps::release));
        } catch (DomainException refused) {
            if (refused.code().kind() == ErrorKind.UNAUTHENTICATED) {
                context.denials().noteOfNobody();
            }
            throw refused(refused);
        }
    }

    private Credential credential(Authenticate frame) {
        String token = frame.token();
        String ticket = frame.ticket();
        if ((token == null) == (ticket == null)) {
            throw new SessionEnd(CloseCode.MALFORMED, "authenticate has a token or a ticket, one of the two.");
        }
        return token == null ? context.tickets().use(Objects.requireNonNull(ticket)) : new Credential.Bearer(token);
    }

    private static SessionEnd refused(DomainException refusal) {
        boolean credential = refusal.code().kind() == ErrorKind.UNAUTHENTICATED;
        return new SessionEnd(credential ? CloseCode.UNAUTHENTICATED : CloseCode.TRY_AGAIN_LATER, refusal.getMessage());
    }

    private String firstFrame(long deadline) throws InterruptedException {
        while (true) {
            wakeUps.drainPermits();
            throwIfEnded();
            String text = received.getAndSet(null);
            if (text != null) {
                return text;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new SessionEnd(CloseCode.UNAUTHENTICATED, "No authenticate frame came in time.");
            }
            awaitWakeUp(left);
        }
    }

    /** Returns by throwing the end of the session. */
    private void serve(Standing standing) throws InterruptedException {
        Principal caller = caller(standing);
        writer.send(LiveJson.authenticated(caller));
        incoming.demand();
        pingAt = System.nanoTime() + context.settings().pingInterval().toNanos();
        while (true) {
            wakeUps.drainPermits();
            throwIfEnded();
            Principal now = caller(standing);
            if (!now.equals(caller)) {
                caller = now;
                subscriptions.keepAllowed(caller);
            }
            Duration valid = Duration.between(context.clock().instant(), caller.expiresAt());
            if (!valid.isPositive()) {
                throw new SessionEnd(CloseCode.UNAUTHENTICATED, "The credential has expired.");
            }
            keepAlive();
            boolean handled = handleFrame(caller);
            boolean more = subscriptions.advance();
            if (!handled && !more) {
                long present = System.nanoTime();
                dueAt = present + Math.min(nanos(valid), pingAt - present);
                wakeUps.acquire();
            }
        }
    }

    private static Principal caller(Standing standing) {
        try {
            return standing.principal();
        } catch (DomainException refused) {
            throw refused(refused);
        }
    }

    private static long nanos(Duration time) {
        return time.compareTo(Duration.ofDays(1)) < 0
                ? time.toNanos()
                : Duration.ofDays(1).toNanos();
    }

    private void awaitWakeUp(long nanos) throws InterruptedException {
        if (wakeUps.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
            wakeUps.drainPermits();
        }
    }

    private void throwIfEnded() {
        if (end != null) {
            throw end;
        }
    }

    /** Does what is due by time alone. */
    private void keepAlive() {
        long now = System.nanoTime();
        long pingInterval = context.settings().pingInterval().toNanos();
        if (now - pingAt >= 0) {
            // Counted, not by the clock: what came while this process stood still is read before the next ping is due.
            unansweredPings = heard.getAndSet(false) ? 0 : unansweredPings;
            if (unansweredPings >= MISSED_PINGS) {
                throw new SessionEnd(CloseCode.TRY_AGAIN_LATER, "No ping was answered.");
            }
            pingAt = now + pingInterval;
            writer.ping();
            unansweredPings++;
        }
    }

    private boolean handleFrame(Principal user) {
        String text = received.getAndSet(null);
        if (text == null) {
            return false;
        }
        ClientFrame frame = context.json().read(text);
        switch (frame) {
            case Authenticate again ->
                throw new SessionEnd(CloseCode.PROTOCOL, "The session is authenticated already.");
            case Subscribe wish -> subscriptions.open(user, wish);
            case Unsubscribe wish -> {
                subscriptions.close(wish.subscriptionId());
                writer.send(new Unsubscribed(wish.subscriptionId()));
            }
        }
        incoming.demand();
        return true;
    }
}
