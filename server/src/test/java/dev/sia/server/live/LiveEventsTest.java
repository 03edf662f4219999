package dev.sia.server.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sia.api.live.CaughtUp;
import dev.sia.api.live.EventFrame;
import dev.sia.api.live.ServerFrame;
import dev.sia.api.live.Subscribe;
import dev.sia.api.live.Subscribed;
import dev.sia.api.live.SubscriptionError;
import dev.sia.api.live.Topic;
import dev.sia.api.model.AttemptStatus;
import dev.sia.api.model.Event;
import dev.sia.api.model.EventType;
import dev.sia.api.model.JobStatus;
import dev.sia.api.model.ProblemCode;
import dev.sia.server.Features;
import dev.sia.server.TestFeatures;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.feed.FeedSettings;
import dev.sia.server.job.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LiveEventsTest {
    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private LiveServer server;
    private PlayedJob job;
    private LiveClient client;

    @BeforeEach
    void start() {
        server = new LiveServer(postgres.database(), LiveServer.SETTINGS);
        job = new PlayedJob(server.world);
        client =
                server.connect(LiveServer.viewer(job.organization, Instant.now().plusSeconds(3600)));
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private long head() {
        return server.world.features.events.head(job.organization);
    }

    private void subscribe(Topic topic, @Nullable UUID jobId, @Nullable Long afterSeq) {
        client.send(new Subscribe("events", topic, job.organization.value(), jobId, null, afterSeq, null));
    }

    private Event event() {
        return client.expect(EventFrame.class).event();
    }

    private List<Event> backlog() {
        return client.until(CaughtUp.class::isInstance).stream()
                .filter(EventFrame.class::isInstance)
                .map(frame -> ((EventFrame) frame).event())
                .toList();
    }

    @Test
    void onlyWhatHappensFromNowOnWithoutANumber() {
        long head = head();
        subscribe(Topic.ORGANIZATION, null, null);
        assertThat(client.expect(Subscribed.class)).isEqualTo(new Subscribed("events", null, head, 1L));
        assertThat(client.expect(CaughtUp.class)).isEqualTo(new CaughtUp("events", null, head));
        server.world.createJob(job.organization, "Another");
        Event event = event();
        assertThat(event.getNumber()).isEqualTo(head + 1);
        assertThat(event.getType()).isEqualTo(EventType.JOB_QUEUED);
        assertThat(event.getActor().getName()).isEqualTo("ada@example.com");
    }

    @Test
    void everythingAfterANumber() {
        job.begin();
        subscribe(Topic.ORGANIZATION, null, 0L);
        client.expect(Subscribed.class);
        assertThat(backlog())
                .extracting(Event::getNumber)
                .isEqualTo(LongStream.rangeClosed(1, head()).boxed().toList());
    }

    @Test
    void longBacklogComesWhole() {
        IntStream.range(0, 250).forEach(number -> server.world.createJob(job.organization, "Job " + number));
        subscribe(Topic.ORGANIZATION, null, 2L);
        client.expect(Subscribed.class);
        assertThat(backlog())
                .extracting(Event::getNumber)
                .isEqualTo(LongStream.rangeClosed(3, head()).boxed().toList());
    }

    @Test
    void eventsOfOneJobOnly() {
        Job other = server.world.createJob(job.organization, "Another");
        subscribe(Topic.JOB, job.id.value(), 0L);
        client.expect(Subscribed.class);
        assertThat(backlog()).extracting(Event::getJobId).containsOnly(job.id.value());
        server.world.features.jobs.cancel(job.organization, TestFeatures.ADA, other.id(), null);
        job.begin();
        Event assigned = event();
        assertThat(assigned.getJobId()).isEqualTo(job.id.value());
        assertThat(assigned.getJobStatus()).isEqualTo(JobStatus.IN_PROGRESS);
        assertThat(event().getAttemptStatus()).isEqualTo(AttemptStatus.OFFERED);
        assertThat(event().getAttemptStatus()).isEqualTo(AttemptStatus.RUNNING);
    }

    @Test
    void eventsOfTheQueuesOnly() {
        job.begin();
        subscribe(Topic.QUEUE, null, 0L);
        client.expect(Subscribed.class);
        assertThat(backlog())
                .extracting(Event::getType)
                .containsExactly(EventType.JOB_QUEUED, EventType.JOB_STATUS_CHANGED);
    }

    @Test
    void eventsOfTheAgentsOnly() {
        job.begin();
        subscribe(Topic.AGENTS, null, 0L);
        client.expect(Subscribed.class);
        assertThat(backlog())
                .extracting(Event::getType)
                .containsExactly(EventType.AGENT_ENROLLED, EventType.AGENT_STATUS_CHANGED);
        server.world.enrol(job.organization, "second");
        assertThat(event().getType()).isEqualTo(EventType.AGENT_ENROLLED);
    }

    @Test
    void numberBeyondTheHeadIsRefused() {
        long head = head();
        subscribe(Topic.ORGANIZATION, null, head + 1);
        assertThat(client.expect(SubscriptionError.class).code()).isEqualTo(ProblemCode.VALIDATION_FAILED);
        await().until(() -> server.feeds.tails() == 0);
        subscribe(Topic.ORGANIZATION, null, head);
        assertThat(client.expect(Subscribed.class).headSeq()).isEqualTo(head);
        assertThat(client.expect(CaughtUp.class).seq()).isEqualTo(head);
    }

    @Test
    void whoIsFarBehindTheTailGetsEverythingOnce() {
        subscribe(Topic.ORGANIZATION, null, null);
        client.until(CaughtUp.class::isInstance);
        for (int number = 0; number < 1_100; number++) {
            server.world.enrol(job.organization, "agent " + number);
        }
        long head = head();
        client.until(frame -> frame instanceof EventFrame it && it.event().getNumber() == head);
        client.send(new Subscribe("all", Topic.ORGANIZATION, job.organization.value(), null, null, 0L, null));
        List<ServerFrame> frames = client.until(CaughtUp.class::isInstance);
        assertThat(frames.stream()
                        .filter(EventFrame.class::isInstance)
                        .map(frame -> ((EventFrame) frame).event().getNumber())
                        .toList())
                .isEqualTo(LongStream.rangeClosed(1, head).boxed().toList());
    }

    @Test
    void severalSubscriptionsOfOneSessionAreIndependent() {
        subscribe(Topic.AGENTS, null, null);
        client.until(CaughtUp.class::isInstance);
        client.send(new Subscribe("queue", Topic.QUEUE, job.organization.value(), null, null, null, null));
        client.until(CaughtUp.class::isInstance);
        server.world.enrol(job.organization, "second");
        assertThat(client.expect(EventFrame.class).subscriptionId()).isEqualTo("events");
        server.world.createJob(job.organization, "Another");
        assertThat(client.expect(EventFrame.class).subscriptionId()).isEqualTo("queue");
    }

    @Test
    void eventsOfOtherOrganizationsDoNotCome() {
        subscribe(Topic.ORGANIZATION, null, null);
        client.until(CaughtUp.class::isInstance);
        new PlayedJob(server.world).begin();
        server.world.createJob(job.organization, "Mine");
        ServerFrame next = client.next();
        assertThat(((EventFrame) next).event().getOrganizationId()).isEqualTo(job.organization.value());
    }

    @Test
    void pollFindsWhatNoSignalTold() {
        FeedSettings polling = new FeedSettings(Duration.ofMillis(50), 10, 10);
        try (LiveServer deaf = new LiveServer(postgres.database(), LiveServer.SETTINGS, polling);
                LiveClient listener = deaf.connect(
                        LiveServer.viewer(job.organization, Instant.now().plusSeconds(3600)))) {
            listener.send(
                    new Subscribe("events", Topic.ORGANIZATION, job.organization.value(), null, null, null, null));
            listener.until(CaughtUp.class::isInstance);
            // Through the other server, whose signals are its own.
            server.world.createJob(job.organization, "Another");
            assertThat(listener.expect(EventFrame.class).event().getType()).isEqualTo(EventType.JOB_QUEUED);
        }
    }
}
