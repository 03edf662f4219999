package dev.sia.server.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sia.server.db.Notifications;
import dev.sia.server.db.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CrossNodeSignalsTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with();

    private final Topic topic = Topic.log(UUID.randomUUID());
    private Notifications wireOne;
    private Notifications wireTwo;
    private CrossNodeSignals one;
    private CrossNodeSignals two;

    @BeforeEach
    void connect() {
        wireOne = new Notifications(postgres.database(), postgres.settings());
        wireTwo = new Notifications(postgres.database(), postgres.settings());
        one = new CrossNodeSignals(wireOne, "one");
        two = new CrossNodeSignals(wireTwo, "two");
        awaitHearing(one, two);
        awaitHearing(two, one);
    }

    @AfterEach
    void disconnect() {
        one.close();
        two.close();
        wireOne.close();
        wireTwo.close();
    }

    private static void awaitHearing(CrossNodeSignals from, CrossNodeSignals to) {
        Topic probe = Topic.log(UUID.randomUUID());
        AtomicInteger heard = new AtomicInteger();
        try (Signals.Subscription subscription = to.subscribe(probe, heard::incrementAndGet)) {
            await().until(() -> {
                from.publish(probe);
                return heard.get() > 0;
            });
        }
    }

    /** What was published before on a node has arrived everywhere when a later signal of it has. */
    private static void settle(CrossNodeSignals from, CrossNodeSignals to) {
        Topic last = Topic.events(UUID.randomUUID());
        AtomicInteger heard = new AtomicInteger();
        try (Signals.Subscription subscription = to.subscribe(last, heard::incrementAndGet)) {
            from.publish(last);
            await().until(() -> heard.get() > 0);
        }
    }

    @Test
    void signalReachesSubscribersOnBothNodes() {
        AtomicInteger here = new AtomicInteger();
        AtomicInteger there = new AtomicInteger();
        one.subscribe(topic, here::incrementAndGet);
        two.subscribe(topic, there::incrementAndGet);
        one.publish(topic);
        assertThat(here).hasValue(1);
        await().until(() -> there.get() == 1);
        settle(two, one);
        assertThat(here).as("its own signal does not come back").hasValue(1);
    }

    @Test
    void subscribersOfAKindHearOfTopicsOnOtherNodes() {
        Queue<Topic> heard = new ConcurrentLinkedQueue<>();
        two.subscribeAll(Topic.Kind.DISPATCH, heard::add);
        Topic dispatch = Topic.dispatch(UUID.randomUUID());
        one.publish(dispatch);
        settle(one, two);
        assertThat(heard).containsExactly(dispatch);
    }

    @Test
    void manySignalsOfATopicAreSentAsFew() {
        AtomicInteger there = new AtomicInteger();
        two.subscribe(topic, there::incrementAndGet);
        IntStream.range(0, 10_000).forEach(i -> one.publish(topic));
        settle(one, two);
        assertThat(there.get()).isBetween(1, 500);
    }

    @Test
    void closedSubscriptionHearsNothing() {
        AtomicInteger there = new AtomicInteger();
        two.subscribe(topic, there::incrementAndGet).close();
        one.publish(topic);
        settle(one, two);
        assertThat(there).hasValue(0);
    }

    @Test
    void aListenerThatComesBackWakesEverybody() throws SQLException {
        AtomicInteger woken = new AtomicInteger();
        two.subscribe(topic, woken::incrementAndGet);
        try (Connection other = DriverManager.getConnection(
                        postgres.settings().url(),
                        postgres.settings().user(),
                        postgres.settings().password());
                var statement = other.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE application_name = 'sia-listen' AND datname = current_database()");
        }
        await().until(() -> woken.get() > 0);
    }
}
