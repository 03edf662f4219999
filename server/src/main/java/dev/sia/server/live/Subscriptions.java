package dev.sia.server.live;

import dev.sia.api.live.Subscribe;
import dev.sia.api.live.SubscriptionError;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.error.FieldError;
import dev.sia.server.event.EventFilter;
import dev.sia.server.identity.Principal;
import dev.sia.server.identity.Role;
import dev.sia.server.job.JobId;
import dev.sia.server.organization.OrganizationId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open subscriptions of one session, served in turn. Belongs to the session's thread. */
final class Subscriptions implements AutoCloseable {
    static final int MOST = 50;
    private static final Logger log = LoggerFactory.getLogger(Subscriptions.class);

    private final LiveContext context;
    private final FrameWriter writer;
    private final Runnable wakeSession;
    private final Map<String, Subscription> open = new LinkedHashMap<>();

    Subscriptions(LiveContext context, FrameWriter writer, Runnable wakeSession) {
        this.context = context;
        this.writer = writer;
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
            user.require(new OrganizationId(wish.organizationId()), Role.VIEWER);
            Subscription subscription = new Subscription(feed(wish), context.signals(), wakeSession);
            open.put(id, subscription);
            subscription.begin(writer);
            return Feed.Progress.MORE;
        });
    }

    private Feed feed(Subscribe wish) {
        return switch (wish.topic()) {
            case JOB_LOG -> new LogFeed(context.reads(), wish, new JobId(requiredJob(wish)));
            case JOB -> events(wish, EventFilter.job(requiredJob(wish)));
            case QUEUE -> events(wish, EventFilter.QUEUES);
            case AGENTS -> events(wish, EventFilter.AGENTS);
            case ORGANIZATION -> events(wish, EventFilter.ALL);
            case UNRECOGNIZED -> throw new IllegalArgumentException("No text is read as UNRECOGNIZED");
        };
    }

    private Feed events(Subscribe wish, EventFilter filter) {
        return new EventFeed(context.reads(), wish, filter);
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

    /** Lets every subscription that is due take a step; true when some want another. */
    boolean advance() {
        boolean more = false;
        for (Map.Entry<String, Subscription> each : List.copyOf(open.entrySet())) {
            more |= guarded(each.getKey(), () -> each.getValue().advance(writer)) == Feed.Progress.MORE;
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
        writer.send(new SubscriptionError(id, LiveJson.problemCode(code), detail));
        return Feed.Progress.OVER;
    }

    private interface Round {
        Feed.Progress run();
    }

    /** All of them may have something to read. */
    void makeDue() {
        open.values().forEach(Subscription::makeDue);
    }

    void close(String id) {
        Subscription subscription = open.remove(id);
        if (subscription != null) {
            subscription.close();
        }
    }

    @Override
    public void close() {
        open.values().forEach(Subscription::close);
        open.clear();
    }
}
