package dev.sia.server.feed;

import dev.sia.server.organization.OrganizationId;
import dev.sia.server.signal.Signals;
import dev.sia.server.signal.Topic;
import java.time.Duration;
import java.util.Set;

/** Makes feeds; those of one job, and those of one organization's events, share a tail. */
public final class Feeds {
    /** Those who are behind may not keep the tails, which read for many, from the database. */
    private static final int OWN_READS = 4;

    private static final int TAIL_READS = 4;
    private static final long RING_BYTES = 32L * 1024 * 1024;

    private final FeedReads ownReads;
    private final FeedReads tailReads;
    private final RingBudget budget = new RingBudget(RING_BYTES);
    private final Signals signals;
    private final Duration pollInterval;
    private final Tails<LogKey, LogFeed, JobTail> jobs = new Tails<>(this::start);
    private final Tails<OrganizationId, EventFeed, OrganizationTail> organizations = new Tails<>(this::start);

    public Feeds(FeedSources sources, RecordEncoder encoder, Signals signals, FeedSettings settings) {
        this.ownReads = new FeedReads(sources, encoder, OWN_READS);
        this.tailReads = new FeedReads(sources, encoder, TAIL_READS);
        this.signals = signals;
        this.pollInterval = settings.pollInterval();
    }

    /** @param wakeWatcher returns at once; called when another step may bring something */
    public Feed log(LogWish wish, Runnable wakeWatcher) {
        return new LogFeed(ownReads, jobs, wish, wakeWatcher);
    }

    /** @param wakeWatcher returns at once; called when another step may bring something */
    public Feed events(EventWish wish, Runnable wakeWatcher) {
        return new EventFeed(ownReads, organizations, wish, wakeWatcher);
    }

    private JobTail start(LogKey key) {
        JobTail tail = new JobTail(tailReads, budget, key.organization(), key.job(), pollInterval);
        tail.start(
                "log-tail",
                Set.of(Topic.log(key.job().value()), Topic.job(key.job().value())),
                signals);
        return tail;
    }

    private OrganizationTail start(OrganizationId organization) {
        OrganizationTail tail = new OrganizationTail(tailReads, budget, organization, pollInterval);
        tail.start("event-tail", Set.of(Topic.events(organization.value())), signals);
        return tail;
    }

    /** How many tails are open. */
    public int tails() {
        return jobs.size() + organizations.size();
    }

    /** What all tails keep of the last records. */
    public long keptBytes() {
        return budget.used();
    }
}
