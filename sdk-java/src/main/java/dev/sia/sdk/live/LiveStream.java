package dev.sia.sdk.live;

import dev.sia.api.live.Authenticate;
import dev.sia.api.live.Authenticated;
import dev.sia.api.live.CaughtUp;
import dev.sia.api.live.Ended;
import dev.sia.api.live.EventFrame;
import dev.sia.api.live.Gap;
import dev.sia.api.live.LogBatch;
import dev.sia.api.live.ServerFrame;
import dev.sia.api.live.Subscribed;
import dev.sia.api.live.SubscriptionError;
import dev.sia.api.live.Unsubscribed;
import dev.sia.sdk.error.SiaException;
import dev.sia.sdk.error.SiaUnavailableException;
import dev.sia.sdk.live.Resumption.BrokenSequence;
import java.io.IOException;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Records as they come, each once and in order. Reading blocks until there is one; it ends when nothing more can come or after
 * {@link #close()}, and throws {@link SiaException} when the stream cannot go on. The connection is made when reading begins.
 *
 * <p>Can be iterated once, by one thread; any thread may close it.
 *
 * @param <R> the kind of record
 */
public abstract sealed class LiveStream<R> implements Iterable<R>, AutoCloseable permits LiveLog, LiveEvents {
    private static final String SUBSCRIPTION = "1";

    private final LiveTransport transport;
    private final Resumption<R> resumption;
    private final Outage outage;
    private final Deque<R> ready = new ArrayDeque<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable LiveSocket socket;
    private boolean authenticated;
    private boolean iterated;
    private @Nullable String brokenBefore;

    LiveStream(LiveTransport transport, Resumption<R> resumption, ReconnectPolicy policy) {
        this.transport = transport;
        this.resumption = resumption;
        this.outage = new Outage(policy, transport.endpoint());
    }

    @Override
    public Iterator<R> iterator() {
        if (iterated) {
            throw new IllegalStateException("a live stream can be read once");
        }
        iterated = true;
        return new Reader();
    }

    /** The same records as a stream. */
    public Stream<R> stream() {
        return StreamSupport.stream(spliterator(), false);
    }

    /** Ends the stream and its connection; a thread that waits for the next record gets none. */
    @Override
    public void close() {
        closed.countDown();
        LiveSocket current = socket;
        if (current != null) {
            current.close();
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** Makes at least one record ready; false when there are no more. */
    private boolean advance() {
        while (ready.isEmpty()) {
            if (isClosed() || resumption.finished()) {
                drop();
                return false;
            }
            try {
                LiveSocket current = socket;
                if (current == null) {
                    connect();
                } else {
                    receive(current);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                drop();
                throw LiveFailures.interrupted(e);
            } catch (SiaException e) {
                drop();
                throw e;
            }
        }
        return true;
    }

    private void connect() throws InterruptedException {
        Duration wait = outage.nextWait();
        if (wait.isPositive() && closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
            return;
        }
        authenticated = false;
        try {
            Authenticate credential = transport.credential().get();
            LiveSocket fresh = LiveSocket.open(transport.http(), transport.endpoint(), transport.mapper());
            socket = fresh;
            outage.connecting();
            if (isClosed()) {
                return;
            }
            fresh.send(credential);
        } catch (WebSocketHandshakeException e) {
            lost(LiveFailures.retryable(e, transport.endpoint()));
        } catch (IOException | SiaUnavailableException e) {
            lost(e);
        }
    }

    private void receive(LiveSocket current) throws InterruptedException {
        try {
            switch (current.poll(outage.pollTime())) {
                case null -> outage.checkAlive(current);
                case LiveSocket.Signal.Frame(ServerFrame frame) -> take(current, frame);
                case LiveSocket.Signal.Closed(int code, String reason) -> {
                    if (!isClosed()) {
                        lost(LiveFailures.afterClose(code, reason, authenticated));
                    }
                }
                case LiveSocket.Signal.Broken(Throwable cause) -> lost(cause);
            }
        } catch (IOException e) {
            lost(e);
        }
    }

    private void take(LiveSocket current, ServerFrame frame) throws IOException, InterruptedException {
        switch (frame) {
            case Authenticated _ -> {
                authenticated = true;
                current.send(resumption.subscribe(SUBSCRIPTION));
            }
            case SubscriptionError it -> lost(LiveFailures.retryable(it));
            case Subscribed it -> {
                outage.subscribed().ifPresent(gone -> ready.add(resumption.reconnected(gone)));
                accept(it);
            }
            case LogBatch it -> accept(it);
            case EventFrame it -> accept(it);
            case Gap it -> accept(it);
            case CaughtUp it -> accept(it);
            case Ended it -> accept(it);
            case Unsubscribed _ -> lost(new IOException("the server ended the subscription"));
        }
    }

    private void accept(ServerFrame frame) {
        try {
            var records = resumption.accept(frame);
            ready.addAll(records);
            if (!(frame instanceof Subscribed) && !records.isEmpty()) {
                outage.progress();
                brokenBefore = null;
            }
        } catch (BrokenSequence e) {
            if (Objects.equals(e.getMessage(), brokenBefore)) {
                throw LiveFailures.broken(e);
            }
            brokenBefore = e.getMessage();
            lost(e);
        }
    }

    /** The session is over; the next step is to connect again, unless it is time to give up. */
    private void lost(Throwable why) {
        drop();
        if (!isClosed()) {
            outage.failed(why);
        }
    }

    private void drop() {
        LiveSocket current = socket;
        socket = null;
        if (current == null) {
            return;
        }
        if (resumption.finished()) {
            current.close();
        } else {
            current.abort();
        }
    }

    /** Gives out what is ready. */
    private final class Reader implements Iterator<R> {
        @Override
        public boolean hasNext() {
            return advance();
        }

        @Override
        public R next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return ready.remove();
        }
    }
}
