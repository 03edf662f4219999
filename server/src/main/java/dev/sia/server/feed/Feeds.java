package dev.sia.server.feed;

import dev.sia.server.db.PlatformThreads;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.signal.Signals;
import dev.sia.server.signal.Topic;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;

/** Makes feeds; those of one job, and those of one organization's events, share a tail. */
public final class Feeds implements AutoCloseable {
    /** Those who are behind may not keep the tails, which read for many, from the database. */
    private static final int OWN_READS = 4;

    private static final int TAIL_READS = 4;
    private static final long RING_BYTES = 32L * 1024 * 1024;

    private final FeedReads ownReads;
    private final FeedReads tailReads;
    private final RingBudget budget = new RingBudget(RING_BYTES);
    private final Signals signals;
    /** Platform threads: a round that many wait for does not queue behind all of them at each of its reads. */
    private final ScheduledExecutorService threads;

    private final Duration pollInterval;
    private final Tails<LogKey, LogFeed, JobTail> jobs = new Tails<>(this::start);
    private final Tails<OrganizationId, EventFeed, OrganizationTail> organizations = new Tails<>(this::start);

    public Feeds(FeedSources sources, RecordEncoder encoder, Signals signals, FeedSettings settings) {
        this.ownReads = new FeedReads(sources, encoder, OWN_READS);
        this.tailReads = new FeedReads(sources, encoder, TAIL_READS);
        this.signals = signals;
        this.threads = threads();
        this.pollInterval = settings.pollInterval();
    }

    private static ScheduledExecutorService threads() {
        ScheduledThreadPoolExecutor threads =
                new ScheduledThreadPoolExecutor(TAIL_READS, PlatformThreads.factory("tail"));
        threads.setRemoveOnCancelPolicy(true);
        // A wake-up after the end is nobody's failure.
        threads.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        return threads;
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
        JobTail tail = new JobTail(threads, tailReads, budget, key.organization(), key.job(), pollInterval);
        tail.start(Set.of(Topic.log(key.job().value()), Topic.job(key.job().value())), signals);
        return tail;
    }

    private OrganizationTail start(OrganizationId organization) {
        OrganizationTail tail = new OrganizationTail(threads, tailReads, budget, organization, pollInterval);
        tail.start(Set.of(Topic.events(organization.value())), signals);
        return tail;
    }

    /** Ends the rounds of all tails; feeds that are still open get nothing new any more. */
    @Override
    public void close() {
        threads.shutdownNow();
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
