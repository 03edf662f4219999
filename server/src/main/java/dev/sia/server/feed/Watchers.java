package dev.sia.server.feed;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.organization.OrganizationId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the sockets and streams of this node, in all and for each organization, and lets in only so many. */
public final class Watchers {
    private final int most;
    private final int mostOfOrganization;
    private final AtomicInteger present = new AtomicInteger();
    private final Map<OrganizationId, Integer> byOrganization = new ConcurrentHashMap<>();

    public Watchers(FeedSettings settings) {
        this.most = settings.mostWatchers();
        this.mostOfOrganization = settings.mostWatchersOfOrganization();
    }

    /** Whether one more would be refused. */
    public boolean isFull() {
        return present.get() >= most;
    }

    /** False when there are too many; who is let in has to {@link #leave}. */
    public boolean enter() {
        if (present.incrementAndGet() > most) {
            present.decrementAndGet();
            return false;
        }
        return true;
    }

    public void leave() {
        present.decrementAndGet();
    }

    /** Counts one that has been let in for the organization that it watches; refused when those are too many. */
    public void watch(OrganizationId organization) {
        int watching = byOrganization.merge(organization, 1, Integer::sum);
        if (watching > mostOfOrganization) {
            unwatch(organization);
            throw new DomainException(
                    ErrorCode.TOO_MANY_WATCHERS,
                    "This organization has " + mostOfOrganization
                            + " live connections to this node already: close some, or try again later.");
        }
    }

    public void unwatch(OrganizationId organization) {
        byOrganization.computeIfPresent(
                organization, (watched, watching) -> watching == 1 ? null : Integer.valueOf(watching - 1));
    }

    /** How many there are. */
    public int present() {
        return present.get();
    }

    /** How many organizations are watched. */
    public int organizations() {
        return byOrganization.size();
    }
}
