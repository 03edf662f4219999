package dev.sia.server.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.NegotiatingServerConnection;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections that get no request together. Jetty's own time-out begins anew with every byte, so somebody who sends a
 * byte now and then would keep a connection for nothing.
 */
final class IdleConnections extends AbstractLifeCycle {
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(1);

    private final ServerConnector connector;
    private final Duration headers;
    private final Duration idle;
    private final long intervalNanos;
    private final Map<EndPoint, Waiting> waiting = new HashMap<>();
    private volatile Scheduler.Task next = () -> false;

    /** A connection without a request being answered: how many it has had, and whether the next one has begun. */
    private record Waiting(long requests, boolean begun, long since) {}

    /**
     * @param headers a request that has begun is to be complete by then
     * @param idle the next request is to begin by then
     */
    IdleConnections(ServerConnector connector, Duration headers, Duration idle) {
        this.connector = connector;
        this.headers = headers;
        this.idle = idle;
        Duration shorter = headers.compareTo(idle) < 0 ? headers : idle;
        Duration quarter = shorter.dividedBy(4);
        this.intervalNanos = (quarter.compareTo(LONGEST_INTERVAL) < 0 ? quarter : LONGEST_INTERVAL).toNanos();
    }

    @Override
    protected void doStart() {
        schedule();
    }

    private void schedule() {
        next = connector.getScheduler().schedule(this::sweep, intervalNanos, TimeUnit.NANOSECONDS);
    }

    private void sweep() {
        try {
            long now = System.nanoTime();
            waiting.keySet().removeIf(endPoint -> !endPoint.isOpen());
            connector.getConnectedEndPoints().forEach(endPoint -> look(endPoint, now));
        } finally {
            if (isRunning()) {
                schedule();
            }
        }
    }

    private void look(EndPoint endPoint, long now) {
        Waiting state = state(endPoint.getConnection(), now);
        if (state == null) {
            waiting.remove(endPoint);
            return;
        }
        Waiting before = waiting.get(endPoint);
        if (before == null || before.requests() != state.requests() || before.begun() != state.begun()) {
            waiting.put(endPoint, state);
            return;
        }
        if (now - before.since() > (state.begun() ? headers : idle).toNanos()) {
            waiting.remove(endPoint);
            endPoint.close();
        }
    }

    /** Null for a connection that has something to do. What is read of it may be a moment old, so one look decides nothing. */
    private static @Nullable Waiting state(@Nullable Connection connection, long now) {
        return switch (connection) {
            case HttpConnection one -> {
                HttpParser parser = one.getParser();
                yield parser.inHeaderState() ? new Waiting(one.getMessagesIn(), !parser.isStart(), now) : null;
            }
            case HTTP2Connection many ->
                many.getSession().getStreams().isEmpty() ? new Waiting(many.getMessagesIn(), false, now) : null;
            case SslConnection encrypted -> state(encrypted.getSslEndPoint().getConnection(), now);
            case NegotiatingServerConnection _ -> new Waiting(0, true, now);
            case null, default -> null;
        };
    }

    @Override
    protected void doStop() {
        next.cancel();
    }
}
