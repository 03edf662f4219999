package dev.sia.server.dispatch;

import dev.sia.server.attempt.AttemptClaims;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.signal.Signals;
import dev.sia.server.signal.Topic;
import dev.sia.server.signal.WakeableLoop;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives out jobs as soon as a signal says that one may be given: a job was queued, a place became free, an agent came. A
 * slow sweep over all organizations is the safety net for a signal that was lost.
 */
public final class Dispatcher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
    private static final Duration SWEEP = Duration.ofSeconds(5);
    /** Few, because those who create jobs in the organization wait meanwhile. */
    private static final int MOST_AT_ONCE = 8;

    private final AttemptClaims claims;
    private final Signals.Subscription subscription;
    private final WakeableLoop loop = new WakeableLoop("dispatcher", this::round);
    /** Organizations that a signal named since the last round; as many as there are organizations at the most. */
    private final Set<OrganizationId> woken = ConcurrentHashMap.newKeySet();

    private long nextSweep = System.nanoTime();

    public Dispatcher(AttemptClaims claims, Signals signals) {
        this.claims = claims;
        this.subscription = signals.subscribeAll(Topic.Kind.DISPATCH, topic -> {
            woken.add(new OrganizationId(topic.id()));
            loop.wake();
        });
    }

    public void start() {
        loop.start();
    }

    private Duration round() {
        if (System.nanoTime() - nextSweep >= 0) {
            woken.addAll(claims.organizationsToServe());
            nextSweep = System.nanoTime() + SWEEP.toNanos();
        }
        // A few jobs for each organization in turn, so that a long queue does not keep the others waiting.
        Set.copyOf(woken).forEach(this::serve);
        return woken.isEmpty() ? SWEEP : Duration.ZERO;
    }

    private void serve(OrganizationId organization) {
        woken.remove(organization);
        try {
            if (claims.claim(organization, MOST_AT_ONCE) > 0) {
                woken.add(organization);
            }
        } catch (RuntimeException failure) {
            // The sweep comes back to it; the other organizations are served meanwhile.
            log.warn("Could not give out a job of organization {}", organization, failure);
        }
    }

    @Override
    public void close() {
        subscription.close();
        loop.close();
    }
}
