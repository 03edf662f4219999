package dev.sia.server.grpc;

import dev.sia.server.agent.AgentId;
import dev.sia.server.attempt.AgentGateway;
import dev.sia.server.attempt.AttemptHint;
import dev.sia.server.attempt.AttemptId;
import dev.sia.server.attempt.AttemptOffer;
import dev.sia.server.error.DomainException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** The streams of agents that this node holds. Safe for use by many threads. */
public final class AgentStreams implements AgentGateway {
    private static final int MOST_STREAMS = 20_000;
    /** Agents that are being let in at a time. */
    private static final int MOST_ENTRIES = 8;
    /** Agents that are told to go away come again after a moment, spread so that about so many come at a time. */
    private static final int RECONNECTS_PER_SECOND = 400;

    private static final Duration RECONNECT_AFTER = Duration.ofMillis(500);
    private static final Duration LEAST_RECONNECT_SPREAD = Duration.ofSeconds(1);

    private final Map<AgentId, AgentStream> attached = new ConcurrentHashMap<>();
    /** Every stream that still has something to do, also if it has not attached yet. Guarded by itself. */
    private final Set<AgentStream> running = new HashSet<>();

    private final Semaphore entries = new Semaphore(MOST_ENTRIES, true);

    private volatile boolean stopping;

    @Override
    public boolean holds(AgentId agent) {
        return attached.containsKey(agent);
    }

    @Override
    public boolean offer(AttemptOffer offer) {
        AgentStream stream = attached.get(offer.agentId());
        return stream != null && stream.send(AgentProto.offer(offer));
    }

    @Override
    public boolean cancel(AgentId agent, AttemptId attempt, String reason) {
        AgentStream stream = attached.get(agent);
        return stream != null && stream.send(AgentProto.cancel(attempt, reason));
    }

    @Override
    public boolean hint(AgentId agent, AttemptHint hint) {
        AgentStream stream = attached.get(agent);
        return stream != null && stream.send(AgentProto.hint(hint));
    }

    @Override
    public boolean drain(AgentId agent, boolean over, String reason) {
        AgentStream stream = attached.get(agent);
        return stream != null && stream.send(AgentProto.drain(over, reason));
    }

    @Override
    public boolean leaseLost(AgentId agent, AttemptId attempt, String reason) {
        AgentStream stream = attached.get(agent);
        return stream != null && stream.send(AgentProto.leaseLost(attempt, reason));
    }

    @Override
    public void remove(AgentId agent) {
        AgentStream stream = attached.get(agent);
        if (stream != null) {
            stream.remove();
        }
    }

    @Override
    public void revoke(AgentId agent) {
        AgentStream stream = attached.get(agent);
        if (stream != null) {
            stream.revoke();
        }
    }

    @Override
    public void endSession(AgentId agent, long epoch) {
        AgentStream stream = attached.get(agent);
        if (stream != null) {
            stream.endSession(epoch);
        }
    }

    /** Agents attached to this node. */
    public int attachedCount() {
        return attached.size();
    }

    /**
     * Lets a few in or out at a time. When thousands of agents come or vanish at once they wait here, where waiting costs
     * nothing, rather than for connections to the database, which are wanted by everybody else too.
     */
    <T> T admit(Supplier<T> entry) {
        entries.acquireUninterruptibly();
        try {
            return entry.get();
        } finally {
            entries.release();
        }
    }

    void admit(Runnable entry) {
        entries.acquireUninterruptibly();
        try {
            entry.run();
        } finally {
            entries.release();
        }
    }

    /** A stream begins; refused when the node stops or holds too many. */
    void started(AgentStream stream) {
        synchronized (running) {
            if (stopping) {
                throw DomainException.unavailable(AgentStream.STOPPING, null);
            }
            if (running.size() >= MOST_STREAMS) {
                throw DomainException.unavailable(
                        "This node holds as many agents as it can; connect again later.", null);
            }
            running.add(stream);
        }
    }

    /** From now on the stream is the one of its agent; an older one ends. */
    void attach(AgentId agent, AgentStream stream) {
        AgentStream older = attached.put(agent, stream);
        if (older != null) {
            older.supersede();
        }
    }

    /** Nothing more is to be sent to the stream. */
    void detach(AgentId agent, AgentStream stream) {
        attached.remove(agent, stream);
    }

    /** The stream has nothing more to do. */
    void finished(AgentStream stream) {
        synchronized (running) {
            running.remove(stream);
            running.notifyAll();
        }
    }

    /** Whether the node has begun to stop. */
    boolean isStopping() {
        return stopping;
    }

    /** Ends all streams, refuses new ones and waits until their sessions are ended, but no longer than the timeout. */
    void stop(Duration timeout) throws InterruptedException {
        List<AgentStream> open;
        synchronized (running) {
            stopping = true;
            open = List.copyOf(running);
        }
        Duration within =
                LEAST_RECONNECT_SPREAD.plusNanos(Duration.ofSeconds(open.size()).toNanos() / RECONNECTS_PER_SECOND);
        open.forEach(stream -> stream.stop(RECONNECT_AFTER, RECONNECT_AFTER.plus(within)));
        long until = System.nanoTime() + timeout.toNanos();
        synchronized (running) {
            long left = timeout.toMillis();
            while (!running.isEmpty() && left > 0) {
                running.wait(left);
                left = Duration.ofNanos(until - System.nanoTime()).toMillis();
            }
        }
    }
}
