package dev.sia.server.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.server.Features;
import dev.sia.server.TestFeatures;
import dev.sia.server.TestSql;
import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.agent.AgentStatus;
import dev.sia.server.attempt.AttemptOffer;
import dev.sia.server.attempt.AttemptStep;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.event.Actor;
import dev.sia.server.event.EventFilter;
import dev.sia.server.event.EventHistory;
import dev.sia.server.event.EventType;
import dev.sia.server.event.NewEvent;
import dev.sia.server.job.Job;
import dev.sia.server.job.Step;
import dev.sia.server.job.StepState;
import dev.sia.server.organization.OrganizationId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The story of a job is whole, in order, and of this job only. */
class TimelineServiceTest {
    private static final Instant BEGAN = Instant.parse("2026-11-23T09:30:00Z");

    @RegisterExtension
    static final TestDatabase postgres = TestDatabase.with(Features.MAPPERS.toArray(Class<?>[]::new));

    private TestFeatures world;
    private Features features;
    private OrganizationId organization;

    @BeforeEach
    void start() {
        world = new TestFeatures(postgres.database());
        features = world.features;
        organization = world.organization();
    }

    private Timeline whole(Job job) {
        return features.timelines.after(organization, job.id(), 0, 1_000);
    }

    private AttemptOffer run(AgentIdentity agent) {
        assertThat(features.attemptClaims.claim(organization, 1)).isEqualTo(1);
        AttemptOffer offer = world.attach(agent, 1).offers().getFirst();
        features.attemptReports.accept(agent, offer.attemptId(), offer.lease());
        return offer;
    }

    @Test
    void stepsAndAttemptsTellHowLongTheyTook() {
        AgentIdentity agent = world.enrol(organization, "box");
        world.attach(agent, 1);
        Job job = world.createJob(organization, "one");
        AttemptOffer offer = run(agent);
        for (StepState state : List.of(StepState.STARTED, StepState.SUCCEEDED)) {
            Instant ended = state == StepState.SUCCEEDED ? BEGAN.plusMillis(1_234) : null;
            features.attemptReports.step(
                    agent, offer.attemptId(), offer.lease(), new AttemptStep(Step.PREPARE, state, BEGAN, ended, null));
        }

        List<TimelineEntry> steps = whole(job).entries().stream()
                .filter(entry -> entry.kind() == TimelineKind.STEP)
                .toList();
        assertThat(steps).extracting(TimelineEntry::state).containsExactly("started", "succeeded");
        assertThat(steps).extracting(TimelineEntry::durationMillis).containsExactly(null, 1_234L);
        assertThat(whole(job).entries())
                .filteredOn(entry -> "running".equals(entry.attemptStatus()))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.durationMillis()).isNotNegative();
                    assertThat(entry.agentName()).isEqualTo("box");
                });
    }

    @Test
    void whatBecameOfTheAgentBelongsToTheStoryOnlyWhileItHadTheJob() {
        AgentIdentity agent = world.enrol(organization, "box");
        world.attach(agent, 1);
        Job job = world.createJob(organization, "one");
        AttemptOffer offer = run(agent);
        Job other = world.createJob(organization, "two");
        agentWentOffline(agent);

        List<TimelineEntry> agents = ofAgents(job);
        assertThat(agents.getLast().text()).isEqualTo("Box is offline now: gone.");
        assertThat(ofAgents(other)).isEmpty();

        new TestSql(postgres.database())
                .execute(
                        "update attempt set ended_at = now() where id = ?",
                        offer.attemptId().value());
        agentWentOffline(agent);
        assertThat(ofAgents(job)).isEqualTo(agents);
    }

    private void agentWentOffline(AgentIdentity agent) {
        postgres.database()
                .runAcrossOrganizations(tx -> features.events.append(
                        tx,
                        organization,
                        NewEvent.of(EventType.AGENT_STATUS_CHANGED, Actor.SYSTEM)
                                .agent(agent.id().value())
                                .agentStatus(AgentStatus.OFFLINE)
                                .reason("gone")
                                .build()));
    }

    private List<TimelineEntry> ofAgents(Job job) {
        return whole(job).entries().stream()
                .filter(entry -> entry.kind() == TimelineKind.AGENT)
                .toList();
    }

    @Test
    void partsPutTogetherAreTheWhole() {
        AgentIdentity agent = world.enrol(organization, "box");
        world.attach(agent, 1);
        Job job = world.createJob(organization, "one");
        run(agent);
        world.createJob(organization, "two");
        Timeline whole = whole(job);

        List<TimelineEntry> read = new ArrayList<>();
        long after = 0;
        Timeline part;
        do {
            part = features.timelines.after(organization, job.id(), after, 2);
            read.addAll(part.entries());
            after = part.readTo();
        } while (after < part.lastNumber());
        assertThat(read).isEqualTo(whole.entries()).hasSizeGreaterThan(3);
        assertThat(whole.readTo()).isEqualTo(whole.lastNumber());
    }

    @Test
    void aJobOfAnotherOrganizationHasNoStoryHere() {
        Job job = world.createJob(organization, "one");

        assertThat(features.timelines
                        .after(world.organization(), job.id(), 0, 10)
                        .entries())
                .isEmpty();
    }

    @Test
    void rareTypesAreLookedForInBoundedParts() {
        world.createJob(organization, "one");
        new TestSql(postgres.database()).execute("""
                        with filled as (
                            insert into event (organization_id, number, type, actor)
                            select ?, n, 'agent_enrolled', '{"kind":"system"}' from generate_series(100, 20099) n)
                        update organization set last_event_number = 20100 where id = ?
                        """, organization.value(), organization.value());
        EventFilter filter = new EventFilter(null, Set.of(EventType.JOB_QUEUED));

        EventHistory first = features.events.history(organization, filter, 0, 10);
        assertThat(first.events()).hasSize(1);
        assertThat(first.readTo()).isEqualTo(10_000);
        EventHistory second = features.events.history(organization, filter, first.readTo(), 10);
        assertThat(second.events()).isEmpty();
        assertThat(second.readTo()).isEqualTo(20_000);
        assertThat(features.events
                        .history(organization, filter, second.readTo(), 10)
                        .readTo())
                .isEqualTo(20_100);
    }
}
