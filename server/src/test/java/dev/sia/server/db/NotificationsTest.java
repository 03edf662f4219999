package dev.sia.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NotificationsTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with();

    private static Notifications node() {
        return new Notifications(postgres.database(), postgres.settings());
    }

    /** Waits until the node listens: that is when it says for the first time that anything may have changed. */
    private static Queue<String> heardBy(Notifications node, String channel) {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        node.listen(channel, heard::add);
        await().until(() -> {
            node.notify(channel, "are you there?");
            return heard.contains("are you there?");
        });
        // Said once, after all the others: nothing comes after it.
        node.notify(channel, "last one");
        await().until(() -> heard.contains("last one"));
        heard.clear();
        return heard;
    }

    @Test
    void everyNodeHearsAWakeUpOnItsChannelOnly() {
        try (Notifications one = node();
                Notifications two = node()) {
            Queue<String> jobsAtOne = heardBy(one, "jobs");
            Queue<String> jobsAtTwo = heardBy(two, "jobs");
            Queue<String> logsAtTwo = heardBy(two, "logs");
            one.notify("jobs", "job 1: done");
            await().untilAsserted(() -> {
                assertThat(jobsAtOne).contains("job 1: done");
                assertThat(jobsAtTwo).contains("job 1: done");
            });
            assertThat(logsAtTwo).isEmpty();
        }
    }

    @Test
    void equalWakeUpsAreMerged() {
        try (Notifications node = node()) {
            Queue<String> heard = heardBy(node, "busy");
            IntStream.range(0, 10_000).forEach(i -> node.notify("busy", "same"));
            node.notify("busy", "end");
            await().until(() -> heard.contains("end"));
            assertThat(heard).contains("same").hasSizeLessThan(500);
        }
    }

    @Test
    void moreThanTheLimitBecomesOneWakeUpForAnything() {
        try (Notifications node =
                new Notifications(postgres.database(), postgres.settings(), Duration.ofMillis(300), 10)) {
            Queue<String> heard = heardBy(node, "flood");
            IntStream.range(0, 1_000).forEach(i -> node.notify("flood", "n" + i));
            await().until(() -> heard.contains(Notifications.ANYTHING));
            assertThat(heard).hasSizeLessThan(30);
        }
    }

    @Test
    void whatIsPendingIsStillSentWhenANodeCloses() {
        try (Notifications other = node()) {
            Queue<String> heard = heardBy(other, "leaving");
            try (Notifications leaving =
                    new Notifications(postgres.database(), postgres.settings(), Duration.ofMinutes(1), 10)) {
                leaving.notify("leaving", "first");
                await().until(() -> heard.contains("first"));
                leaving.notify("leaving", "second");
            }
            await().until(() -> heard.contains("second"));
        }
    }

    @Test
    void aListenerThatLostItsConnectionComesBackAndSaysSo() throws SQLException {
        try (Notifications node = node()) {
            Queue<String> heard = heardBy(node, "lost");
            DatabaseSettings settings = postgres.settings();
            try (Connection other = DriverManager.getConnection(settings.url(), settings.user(), settings.password());
                    var statement = other.createStatement()) {
                statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE application_name = 'sia-listen' AND datname = current_database()");
            }
            await().until(() -> heard.contains(Notifications.ANYTHING));
            await().until(() -> {
                node.notify("lost", "again");
                return heard.containsAll(List.of("again"));
            });
        }
    }
}
