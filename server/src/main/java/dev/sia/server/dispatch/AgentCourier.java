package dev.sia.server.dispatch;

import dev.sia.server.agent.AgentId;
import dev.sia.server.attempt.AgentNotices;
import dev.sia.server.signal.Signals;
import dev.sia.server.signal.Topic;
import dev.sia.server.signal.WakeableLoop;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells connected agents what people did with them, on whichever node that was, as soon as a signal says so. */
public final class AgentCourier implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AgentCourier.class);
    private static final Duration IDLE = Duration.ofMinutes(1);

    private final AgentNotices notices;
    private final Signals.Subscription subscription;
    private final WakeableLoop loop = new WakeableLoop("agent courier", this::round);
    /** Agents that a signal named since the last round; as many as there are agents at the most. */
    private final Set<AgentId> woken = ConcurrentHashMap.newKeySet();

    public AgentCourier(AgentNotices notices, Signals signals) {
        this.notices = notices;
        this.subscription = signals.subscribeAll(Topic.Kind.AGENT, topic -> {
            woken.add(new AgentId(topic.id()));
            loop.wake();
        });
    }

    public void start() {
        loop.start();
    }

    private Duration round() {
        Set.copyOf(woken).forEach(this::tell);
        return IDLE;
    }

    private void tell(AgentId agent) {
        woken.remove(agent);
        try {
            notices.tell(agent);
        } catch (RuntimeException failure) {
            // It is told when it attaches the next time; that no job comes, or that its session is over, it sees
            // before.
            log.warn("Agent {} could not be told what has changed about it", agent, failure);
        }
    }

    @Override
    public void close() {
        subscription.close();
        loop.close();
    }
}
