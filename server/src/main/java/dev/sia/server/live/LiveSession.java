package dev.sia.server.live;

import dev.sia.api.live.Authenticate;
import dev.sia.api.live.Authenticated;
import dev.sia.api.live.ClientFrame;
import dev.sia.api.live.Subscribe;
import dev.sia.api.live.Unsubscribe;
import dev.sia.api.live.Unsubscribed;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorKind;
import dev.sia.server.event.Origin;
import dev.sia.server.identity.Principal;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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
    private final Subscriptions subscriptions;
    private final Semaphore wakeUps = new Semaphore(0);
    /** At most one: the next frame is asked for when this one is done with. */
    private final AtomicReference<@Nullable String> received = new AtomicReference<>();

    private final CountDownLatch gone = new CountDownLatch(1);
    private volatile @Nullable SessionEnd end;
    private volatile long heardAt = System.nanoTime();
    private long pingAt;

    /** @param origin where the handshake came from */
    LiveSession(LiveContext context, FrameWriter writer, Incoming incoming, Origin origin) {
        this.context = context;
        this.writer = writer;
        this.incoming = incoming;
        this.subscriptions = new Subscriptions(context, writer, origin, wakeUps::release);
    }

    /** A frame has come in. */
    void receive(String text) {
        heardAt = System.nanoTime();
        received.set(text);
        wakeUps.release();
    }

    /** What has come in cannot be a frame. */
    void refuse(String why) {
        finish(new SessionEnd(CloseCode.MALFORMED, why));
    }

    /** The client has answered a ping. */
    void heard() {
        heardAt = System.nanoTime();
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
        try {
            serve(authenticate());
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

    private Principal authenticate() throws InterruptedException {
        String text = firstFrame(
                System.nanoTime() + context.settings().authenticationTimeout().toNanos());
        if (!(context.json().read(text) instanceof Authenticate credentials)) {
            throw new SessionEnd(CloseCode.PROTOCOL, "The first frame is authenticate.");
        }
        try {
            Principal user = context.authenticator().authenticate(credentials.token());
            writer.send(new Authenticated(user.id(), user.expiresAt()));
            incoming.demand();
            return user;
        } catch (DomainException refused) {
            boolean later = refused.code().kind() == ErrorKind.UNAVAILABLE;
            if (!later) {
                context.denials().noteOfNobody();
            }
            throw new SessionEnd(later ? CloseCode.TRY_AGAIN_LATER : CloseCode.UNAUTHENTICATED, refused.getMessage());
        }
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
    private void serve(Principal user) throws InterruptedException {
        pingAt = System.nanoTime() + context.settings().pingInterval().toNanos();
        while (true) {
            wakeUps.drainPermits();
            throwIfEnded();
            Duration valid = Duration.between(context.clock().instant(), user.expiresAt());
            if (!valid.isPositive()) {
                throw new SessionEnd(CloseCode.UNAUTHENTICATED, "The token has expired.");
            }
            keepAlive();
            boolean handled = handleFrame(user);
            boolean more = subscriptions.advance();
            if (!handled && !more) {
                long now = System.nanoTime();
                awaitWakeUp(Math.min(nanos(valid), pingAt - now));
            }
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
            if (now - heardAt > (MISSED_PINGS + 1) * pingInterval) {
                throw new SessionEnd(CloseCode.TRY_AGAIN_LATER, "No ping was answered.");
            }
            pingAt = now + pingInterval;
            writer.ping();
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
