package dev.sia.server.rest.stream;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.feed.EventWish;
import dev.sia.server.feed.Feed;
import dev.sia.server.feed.Feeds;
import dev.sia.server.feed.LogWish;
import dev.sia.server.feed.Watchers;
import dev.sia.server.http.LongAnswer;
import dev.sia.server.identity.CredentialWatch;
import dev.sia.server.identity.Standing;
import dev.sia.server.organization.OrganizationId;
import jakarta.ws.rs.core.StreamingOutput;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Opens streams within the node's limits, and ends them all when the server stops. */
public final class EventStreams implements AutoCloseable {
    private final Feeds feeds;
    private final Watchers watchers;
    private final CredentialWatch credentials;
    private final Clock clock;
    private final Duration heartbeat;
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    /** @param heartbeat how often a comment tells that the stream is alive when nothing else does */
    public EventStreams(Feeds feeds, Watchers watchers, CredentialWatch credentials, Clock clock, Duration heartbeat) {
        this.feeds = feeds;
        this.watchers = watchers;
        this.credentials = credentials;
        this.clock = clock;
        this.heartbeat = heartbeat;
    }

    /** The log of a job; refused before anything is sent when it cannot be had. */
    public StreamingOutput log(LogWish wish, Permit permit, LongAnswer answer) {
        EventStream stream = stream(wish.organization(), permit, true);
        return open(wish.organization(), wake -> feeds.log(wish, wake), stream, permit, answer);
    }

    /**
     * Events of an organization.
     *
     * @param follow whether to go on when everything stored has been sent
     */
    public StreamingOutput events(EventWish wish, boolean follow, Permit permit, LongAnswer answer) {
        EventStream stream = stream(wish.organization(), permit, follow);
        return open(wish.organization(), wake -> feeds.events(wish, wake), stream, permit, answer);
    }

    private EventStream stream(OrganizationId organization, Permit permit, boolean follow) {
        EventStream.Right right = new EventStream.Right(organization, permit.access());
        return new EventStream(new EventStream.Terms(clock, right, heartbeat, follow));
    }

    private StreamingOutput open(
            OrganizationId organization,
            Function<Runnable, Feed> feed,
            EventStream stream,
            Permit permit,
            LongAnswer answer) {
        enter(organization);
        Standing caller;
        try {
            caller = credentials.enter(permit.credential(), stream::wake);
        } catch (RuntimeException refused) {
            watchers.unwatch(organization);
            watchers.leave();
            throw refused;
        }
        Feed watched = feed.apply(stream::wake);
        stream.onEnd(() -> {
            open.remove(stream);
            caller.close();
            watched.close();
            watchers.unwatch(organization);
            watchers.leave();
        });
        open.add(stream);
        try {
            stream.begin(watched, caller);
        } catch (RuntimeException refused) {
            stream.end();
            throw refused;
        }
        answer.begin(stream::end);
        if (stopping) {
            stream.end();
        }
        return stream;
    }

    private void enter(OrganizationId organization) {
        if (stopping) {
            throw DomainException.unavailable("The server is stopping: connect again.", null);
        }
        if (!watchers.enter()) {
            throw new DomainException(
                    ErrorCode.TOO_MANY_WATCHERS, "This node has too many live connections: try again later.");
        }
        try {
            watchers.watch(organization);
        } catch (DomainException refused) {
            watchers.leave();
            throw refused;
        }
    }

    /** How many streams are open. */
    public int streams() {
        return open.size();
    }

    /** Ends every stream and refuses new ones. */
    @Override
    public void close() {
        stopping = true;
        open.forEach(EventStream::end);
    }
}
