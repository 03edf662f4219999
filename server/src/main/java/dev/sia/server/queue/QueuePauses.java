package dev.sia.server.queue;

import dev.sia.server.db.Database;
import dev.sia.server.db.Tx;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.error.FieldError;
import dev.sia.server.event.Actor;
import dev.sia.server.event.EventService;
import dev.sia.server.event.EventType;
import dev.sia.server.event.NewEvent;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.queue.QueueMapper.QueueKey;
import dev.sia.server.queue.QueueMapper.QueueState;
import dev.sia.server.signal.Signals;
import dev.sia.server.signal.Topic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops and starts the giving out of jobs from a queue. What agents have already goes on. */
public final class QueuePauses {
    private static final Logger log = LoggerFactory.getLogger(QueuePauses.class);
    private static final Duration LONGEST = Duration.ofDays(366);

    private final Database database;
    private final EventService events;
    private final Signals signals;
    private final Clock clock;

    public QueuePauses(Database database, EventService events, Signals signals, Clock clock) {
        this.database = database;
        this.events = events;
        this.signals = signals;
        this.clock = clock;
    }

    /** Pauses a queue; one that is paused gets the new note and end instead of those that it had. */
    public void pause(OrganizationId organization, QueueName queue, Actor caller, PauseQueue wish) {
        Instant until = check(wish);
        database.runInTransaction(organization, tx -> {
            QueueMapper mapper = tx.mapper(QueueMapper.class);
            List<NewEvent> told = new ArrayList<>();
            if (lock(tx, organization, queue).pauseOver()) {
                mapper.resume(organization, queue);
                told.add(overByItself(queue));
            }
            mapper.pause(organization, queue, caller, wish.note(), until);
            told.add(changed(EventType.QUEUE_PAUSED, queue, caller, reason(wish.note(), until)));
            events.append(tx, organization, told);
        });
    }

    /** @return when the pause ends by itself; null for never */
    private @Nullable Instant check(PauseQueue wish) {
        List<FieldError> mistakes = new ArrayList<>();
        if (wish.note() != null && wish.note().indexOf('\0') >= 0) {
            mistakes.add(FieldError.inBody("/note", "must not hold the NUL character"));
        }
        if (wish.until() != null && wish.forSeconds() != null) {
            mistakes.add(FieldError.inBody("/forSeconds", "cannot stand beside until"));
        }
        Instant now = clock.instant();
        if (wish.until() != null && !wish.until().isAfter(now)) {
            mistakes.add(FieldError.inBody("/until", "must be in the future"));
        }
        if (wish.until() != null && wish.until().isAfter(now.plus(LONGEST))) {
            mistakes.add(FieldError.inBody("/until", "must be within " + LONGEST.toDays() + " days"));
        }
        if (!mistakes.isEmpty()) {
            throw DomainException.invalid(mistakes);
        }
        return wish.forSeconds() == null ? wish.until() : now.plusSeconds(wish.forSeconds());
    }

    /** Lets jobs be given out again; refused when the queue is not paused. */
    public void resume(OrganizationId organization, QueueName queue, Actor caller) {
        database.runInTransaction(organization, tx -> {
            if (!lock(tx, organization, queue).isPausedNow()) {
                throw new DomainException(ErrorCode.QUEUE_NOT_PAUSED, "This queue is not paused.");
            }
            resume(tx, organization, queue, changed(EventType.QUEUE_RESUMED, queue, caller, null));
        });
    }

    /** Notes the end of the pauses whose time is over. */
    public void resumeThoseThatAreOver() {
        List<QueueKey> over =
                database.acrossOrganizations(tx -> tx.mapper(QueueMapper.class).pausesThatAreOver());
        for (QueueKey key : over) {
            database.runInTransaction(key.organizationId(), tx -> {
                // Somebody may have resumed it, or paused it anew, just now.
                if (lock(tx, key.organizationId(), key.name()).pauseOver()) {
                    resume(tx, key.organizationId(), key.name(), overByItself(key.name()));
                }
            });
            log.info("The pause of queue {} of organization {} is over", key.name(), key.organizationId());
        }
    }

    private static QueueState lock(Tx tx, OrganizationId organization, QueueName queue) {
        return tx.mapper(QueueMapper.class)
                .lockOne(organization, queue)
                .orElseThrow(() -> DomainException.notFound("This queue"));
    }

    private void resume(Tx tx, OrganizationId organization, QueueName queue, NewEvent told) {
        tx.mapper(QueueMapper.class).resume(organization, queue);
        events.append(tx, organization, told);
        tx.afterCommit(() -> signals.publish(Topic.dispatch(organization.value())));
    }

    private static NewEvent overByItself(QueueName queue) {
        return changed(EventType.QUEUE_RESUMED, queue, Actor.SYSTEM, "The time of the pause was over.");
    }

    private static NewEvent changed(EventType type, QueueName queue, Actor actor, @Nullable String reason) {
        return NewEvent.of(type, actor).queue(queue).reason(reason).build();
    }

    private static @Nullable String reason(@Nullable String note, @Nullable Instant until) {
        if (until == null) {
            return note;
        }
        return (note == null ? "" : note + " ") + "(until " + until + ")";
    }
}
