package dev.sia.server.queue;

import static dev.sia.server.queue.QueueFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sia.server.Features;
import dev.sia.server.TestFeatures;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.error.FieldError;
import dev.sia.server.event.Actor;
import dev.sia.server.event.Event;
import dev.sia.server.event.EventType;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.signal.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class QueuePausesTest {
    private static final PauseQueue FOR_EVER = new PauseQueue(null, null, null);

    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private QueueFixture play;
    private final AtomicInteger wakes = new AtomicInteger();

    @BeforeEach
    void start() {
        play = new QueueFixture(postgres.database());
        play.world.signals.subscribe(Topic.dispatch(play.organization.value()), wakes::incrementAndGet);
    }

    private void pause(PauseQueue wish) {
        play.features.queuePauses.pause(play.organization, QueueName.BACKLOG, TestFeatures.ADA, wish);
    }

    private void resume() {
        play.features.queuePauses.resume(play.organization, QueueName.BACKLOG, TestFeatures.ADA);
    }

    private void letThePauseRunOut() {
        play.sql.execute(
                "update queue set paused_until = now() - interval '1 second' where paused_at is not null and organization_id = ?",
                play.organization.value());
    }

    @Test
    void tellsByWhomSinceWhenWhyAndUntilWhen() {
        Instant until = Instant.now().plusSeconds(600);
        pause(new PauseQueue("freeze", until, null));

        QueueOverview paused = play.backlog();
        assertThat(paused.pause()).hasValueSatisfying(pause -> {
            assertThat(pause.by()).isEqualTo(TestFeatures.ADA);
            assertThat(pause.note()).isEqualTo("freeze");
            assertThat(pause.until()).isBetween(until.minusMillis(1), until);
            assertThat(pause.at())
                    .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
        });
        assertThat(paused.version()).isEqualTo(2);
        assertThat(play.features
                        .queues
                        .overview(play.organization, QueueName.REWORK)
                        .pause())
                .isEmpty();
        Event event = play.events().getLast();
        assertThat(event.type()).isEqualTo(EventType.QUEUE_PAUSED);
        assertThat(event.queue()).isEqualTo("backlog");
        assertThat(event.actor()).isEqualTo(TestFeatures.ADA);
        assertThat(event.reason()).isEqualTo("freeze (until " + until + ")");
    }

    @Test
    void pausingAgainReplacesNoteAndEnd() {
        pause(new PauseQueue("first", null, 600));
        pause(new PauseQueue("second", null, null));

        assertThat(play.backlog().pause()).hasValueSatisfying(pause -> {
            assertThat(pause.note()).isEqualTo("second");
            assertThat(pause.until()).isNull();
        });
        assertThat(play.events())
                .extracting(Event::type)
                .containsExactly(EventType.QUEUE_PAUSED, EventType.QUEUE_PAUSED);
        assertThat(play.backlog().version()).isEqualTo(3);
    }

    @Test
    void countsSecondsFromNow() {
        pause(new PauseQueue(null, null, 60));
        assertThat(play.backlog().pause())
                .hasValueSatisfying(pause -> assertThat(pause.until())
                        .isBetween(Instant.now(), Instant.now().plusSeconds(60)));
    }

    @Test
    void resumingWakesTheDispatcher() {
        pause(FOR_EVER);
        wakes.set(0);
        resume();

        assertThat(play.backlog().pause()).isEmpty();
        assertThat(wakes).hasValue(1);
        assertThat(play.events().getLast().type()).isEqualTo(EventType.QUEUE_RESUMED);
        assertThat(play.backlog().version()).isEqualTo(3);
    }

    @Test
    void nothingIsGivenOutUntilThePauseIsOver() {
        play.job("a");
        play.job("b");
        play.world.attach(play.world.enrol(play.organization, "box"), 5);
        pause(new PauseQueue(null, null, 60));
        assertThat(play.features.attemptClaims.claim(play.organization, 1)).isZero();
        letThePauseRunOut();
        assertThat(play.features.attemptClaims.claim(play.organization, 1)).isOne();
        pause(FOR_EVER);
        assertThat(play.features.attemptClaims.claim(play.organization, 1)).isZero();
        resume();
        assertThat(play.features.attemptClaims.claim(play.organization, 1)).isOne();
    }

    @Test
    void whatIsNotPausedCannotBeResumed() {
        assertThat(refused(DomainException.class, this::resume).code()).isEqualTo(ErrorCode.QUEUE_NOT_PAUSED);
        pause(FOR_EVER);
        resume();
        assertThat(refused(DomainException.class, this::resume).code()).isEqualTo(ErrorCode.QUEUE_NOT_PAUSED);
        pause(new PauseQueue(null, null, 60));
        letThePauseRunOut();
        assertThat(refused(DomainException.class, this::resume).code()).isEqualTo(ErrorCode.QUEUE_NOT_PAUSED);
        assertThat(play.events()).hasSize(3);
    }

    @Test
    void aPauseEndsByItselfAndTheSweepNotesItOnce() {
        pause(new PauseQueue("lunch", null, 60));
        play.features.queuePauses.resumeThoseThatAreOver();
        assertThat(play.backlog().pause()).isPresent();
        letThePauseRunOut();
        assertThat(play.backlog().pause()).isEmpty();
        wakes.set(0);

        play.features.queuePauses.resumeThoseThatAreOver();
        play.features.queuePauses.resumeThoseThatAreOver();

        assertThat(wakes).hasValue(1);
        assertThat(play.events())
                .extracting(Event::type, Event::actor)
                .containsExactly(
                        tuple(EventType.QUEUE_PAUSED, TestFeatures.ADA), tuple(EventType.QUEUE_RESUMED, Actor.SYSTEM));
        assertThat(play.backlog().version()).isEqualTo(3);
    }

    @Test
    void aPauseAfterOneThatRanOutIsTwoPauses() {
        pause(new PauseQueue("lunch", null, 60));
        letThePauseRunOut();
        pause(new PauseQueue("tea", null, null));

        assertThat(play.events())
                .extracting(Event::type)
                .containsExactly(EventType.QUEUE_PAUSED, EventType.QUEUE_RESUMED, EventType.QUEUE_PAUSED);
        assertThat(play.backlog().version()).isEqualTo(4);
        assertThat(play.backlog().pause())
                .hasValueSatisfying(pause -> assertThat(pause.note()).isEqualTo("tea"));
    }

    @Test
    void refusesAnEndThatIsNone() {
        Instant now = Instant.now();
        assertThat(pointers(new PauseQueue(null, now.minusSeconds(1), null))).containsExactly("/until");
        assertThat(pointers(new PauseQueue(null, now.plus(Duration.ofDays(400)), null)))
                .containsExactly("/until");
        assertThat(pointers(new PauseQueue("a\0", now.plusSeconds(60), 60))).containsExactly("/note", "/forSeconds");
        DomainException noQueue = refused(
                DomainException.class,
                () -> play.features.queuePauses.pause(
                        new OrganizationId(UUID.randomUUID()), QueueName.BACKLOG, TestFeatures.ADA, FOR_EVER));
        assertThat(noQueue.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(play.events()).isEmpty();
    }

    private List<String> pointers(PauseQueue wish) {
        return refused(DomainException.class, () -> pause(wish)).details().stream()
                .map(FieldError::pointer)
                .toList();
    }
}
