package dev.sia.server.live;

import dev.sia.api.live.Subscribe;
import dev.sia.api.live.SubscriptionError;
import dev.sia.api.live.Topic;
import dev.sia.server.audit.Denial;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.error.FieldError;
import dev.sia.server.event.EventFilter;
import dev.sia.server.event.Origin;
import dev.sia.server.feed.EventWish;
import dev.sia.server.feed.Feed;
import dev.sia.server.feed.LogWish;
import dev.sia.server.identity.Access;
import dev.sia.server.identity.Principal;
import dev.sia.server.identity.Role;
import dev.sia.server.identity.Scope;
import dev.sia.server.job.JobId;
import dev.sia.server.organization.OrganizationId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open subscriptions of one session, served in turn. Belongs to the session's thread. */
final class Subscriptions implements AutoCloseable {
    static final int MOST = 50;
    private static final Logger log = LoggerFactory.getLogger(Subscriptions.class);

    private final LiveContext context;
    private final FrameWriter writer;
    private final Origin origin;
    private final Runnable wakeSession;
    private final Map<String, Subscription> open = new LinkedHashMap<>();
    private final Set<OrganizationId> watched = new HashSet<>();

    Subscriptions(LiveContext context, FrameWriter writer, Origin origin, Runnable wakeSession) {
        this.context = context;
        this.writer = writer;
        this.origin = origin;
        this.wakeSession = wakeSession;
    }

    void open(Principal user, Subscribe wish) {
        String id = wish.subscriptionId();
        if (open.containsKey(id)) {
            throw new SessionEnd(CloseCode.PROTOCOL, "A subscription with this id is open.");
        }
        if (open.size() == MOST) {
            throw new SessionEnd(CloseCode.PROTOCOL, "A session may have " + MOST + " subscriptions.");
        }
        guarded(id, () -> {
            OrganizationId organization = new OrganizationId(wish.organizationId());
            Subscription.Right right = new Subscription.Right(organization, access(wish.topic()));
            enter(user, right);
            AtomicBoolean due = new AtomicBoolean(true);
            Feed feed = feed(wish, () -> {
                due.set(true);
                wakeSession.run();
            });
            SubscriptionFrames frames = new SubscriptionFrames(id, position(wish), context.json(), writer);
            Subscription subscription = new Subscription(right, feed, frames, due);
            open.put(id, subscription);
            subscription.begin();
            return Feed.Progress.MORE;
        });
    }

    private void enter(Principal user, Subscription.Right right) {
        try {
            right.require(user);
            watch(right.organization());
        } catch (DomainException refused) {
            context.denials().note(Denial.of(user, right.organization(), origin, refused.code()));
            throw refused;
        }
    }

    /** What the contract says under the topics: the same as for the REST operations with the same records. */
    private static Access access(Topic topic) {
        return switch (topic) {
            case JOB_LOG, JOB, QUEUE -> new Access(Role.VIEWER, Scope.JOBS_READ);
            case AGENTS -> new Access(Role.VIEWER, Scope.AGENTS_READ);
            case ORGANIZATION -> new Access(Role.VIEWER, Scope.EVENTS_READ);
            case UNRECOGNIZED -> throw new IllegalArgumentException("No text is read as UNRECOGNIZED");
        };
    }

    /** As a client gives it: attempt and line, or number of the event. */
    private static String position(Subscribe wish) {
        long after = wish.afterSeq() == null ? 0 : wish.afterSeq();
        return wish.attempt() == null ? Long.toString(after) : wish.attempt() + ":" + after;
    }

    /** A session counts for every organization that it watches, until it ends. */
    private void watch(OrganizationId organization) {
        if (!watched.contains(organization)) {
            context.watchers().watch(organization);
            watched.add(organization);
        }
    }

    private Feed feed(Subscribe wish, Runnable wake) {
        return switch (wish.topic()) {
            case JOB_LOG -> context.feeds().log(logWish(wish), wake);
            case JOB -> events(wish, EventFilter.job(requiredJob(wish)), wake);
            case QUEUE -> events(wish, EventFilter.QUEUES, wake);
            case AGENTS -> events(wish, EventFilter.AGENTS, wake);
            case ORGANIZATION -> events(wish, EventFilter.ALL, wake);
            case UNRECOGNIZED -> throw new IllegalArgumentException("No text is read as UNRECOGNIZED");
        };
    }

    private static LogWish logWish(Subscribe wish) {
        return new LogWish(
                new OrganizationId(wish.organizationId()),
                new JobId(requiredJob(wish)),
                wish.attempt(),
                wish.afterSeq() == null ? 0 : wish.afterSeq(),
                wish.follow() == null || wish.follow());
    }

    private Feed events(Subscribe wish, EventFilter filter, Runnable wake) {
        OrganizationId organization = new OrganizationId(wish.organizationId());
        return context.feeds().events(new EventWish(organization, filter, wish.afterSeq()), wake);
    }

    private static UUID requiredJob(Subscribe wish) {
        UUID job = wish.jobId();
        if (job == null) {
            throw new DomainException(
                    ErrorCode.VALIDATION_FAILED,
                    "The topic " + wish.topic() + " needs a jobId.",
                    List.of(FieldError.inBody("/jobId", "is required by this topic")));
        }
        return job;
    }

    /**
     * Ends what the caller may not watch any longer.
     *
     * @throws SessionEnd {@code 4403} when nothing is left of what was watched, or there is no organization left to watch
     */
    void keepAllowed(Principal caller) {
        int before = open.size();
        for (Map.Entry<String, Subscription> each : List.copyOf(open.entrySet())) {
            try {
                each.getValue().right().require(caller);
            } catch (DomainException refused) {
                fail(each.getKey(), refused.code(), refused.getMessage());
            }
        }
        if (caller.memberships().isEmpty() || (before > 0 && open.isEmpty())) {
            throw new SessionEnd(CloseCode.FORBIDDEN, "Nothing that was watched is allowed any longer.");
        }
    }

    /** Lets every subscription that is due take a step; true when some want another. */
    boolean advance() {
        boolean more = false;
        for (Map.Entry<String, Subscription> each : List.copyOf(open.entrySet())) {
            more |= guarded(each.getKey(), () -> each.getValue().advance()) == Feed.Progress.MORE;
        }
        return more;
    }

    /** One round of one subscription; what goes wrong there ends that subscription and no other. */
    private Feed.Progress guarded(String id, Round round) {
        Feed.Progress progress;
        try {
            progress = round.run();
        } catch (SessionEnd end) {
            throw end;
        } catch (DomainException refused) {
            progress = fail(id, refused.code(), refused.getMessage());
        } catch (RuntimeException failure) {
            UUID incident = UUID.randomUUID();
            log.error("Incident {}: a live subscription failed", incident, failure);
            progress = fail(id, ErrorCode.INTERNAL, "The server failed; its log has the incident " + incident + ".");
        }
        if (progress == Feed.Progress.OVER) {
            close(id);
        }
        return progress;
    }

    private Feed.Progress fail(String id, ErrorCode code, String detail) {
        close(id);
        writer.send(new SubscriptionError(id, LiveJson.problemCode(code), detail));
        return Feed.Progress.OVER;
    }

    private interface Round {
        Feed.Progress run();
    }

    void close(String id) {
        Subscription subscription = open.remove(id);
        if (subscription != null) {
            subscription.feed().close();
        }
    }

    @Override
    public void close() {
        open.values().forEach(subscription -> subscription.feed().close());
        open.clear();
        watched.forEach(context.watchers()::unwatch);
        watched.clear();
    }
}
