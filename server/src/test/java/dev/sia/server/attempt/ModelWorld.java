package dev.sia.server.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.server.TestFeatures;
import dev.sia.server.TestSql;
import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.agent.SessionStart;
import dev.sia.server.attempt.ModelJob.Ended;
import dev.sia.server.attempt.ModelJob.Held;
import dev.sia.server.db.Database;
import dev.sia.server.event.Event;
import dev.sia.server.event.EventFilter;
import dev.sia.server.job.Failure;
import dev.sia.server.job.FailureClass;
import dev.sia.server.job.JobId;
import dev.sia.server.job.JobStatus;
import dev.sia.server.job.Step;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.queue.QueueName;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * One organization, and beside it a model that says what each thing that happens must come to. The people, agents and server
 * of the play make things happen and keep both in step.
 */
final class ModelWorld {
    private static final int CAPACITY = 2;
    private static final List<List<String>> AGENT_LABELS =
            List.of(List.of("linux"), List.of("gpu", "linux"), List.of("linux"));

    final Database database;
    final Random random;
    final TestSql sql;
    final OrganizationId organization;
    final List<AgentIdentity> agents;
    final OrderModel order = new OrderModel();
    final Map<JobId, ModelJob> jobs = new LinkedHashMap<>();
    final Set<QueueName> open = EnumSet.allOf(QueueName.class);
    /** How often people have changed a queue. */
    final Map<QueueName, Long> changes = new EnumMap<>(QueueName.class);

    int mostRunning = Integer.MAX_VALUE;
    /** Session of each agent; 0 while it is away. */
    final long[] sessions = new long[AGENT_LABELS.size()];
    /** Agents that are to take no more: by word of a person, and by their own. */
    final Set<Integer> drained = new HashSet<>();

    final Set<Integer> leaving = new HashSet<>();
    /** Leases that are not live any longer. */
    final List<Held> dead = new ArrayList<>();

    TestFeatures world;

    ModelWorld(Database database, long seed) {
        this.database = database;
        this.random = new Random(seed);
        this.sql = new TestSql(database);
        this.world = new TestFeatures(database);
        this.organization = world.organization();
        this.agents = AGENT_LABELS.stream()
                .map(labels -> world.enrol(organization, "agent"))
                .toList();
        for (int agent = 0; agent < agents.size(); agent++) {
            attach(agent, held -> true);
        }
    }

    void attach(int agent, Predicate<Held> remembers) {
        List<ModelJob> its = jobs.values().stream()
                .filter(job -> job.isLive() && job.held().agent() == agent)
                .toList();
        List<ModelJob> named =
                its.stream().filter(job -> remembers.test(job.held())).toList();
        HeldAttempt[] inventory = named.stream()
                .map(job -> new HeldAttempt(job.held().attempt(), job.held().lease()))
                .toArray(HeldAttempt[]::new);
        sessions[agent] = world.features
                .agentSessions
                .attach(
                        agents.get(agent),
                        new SessionStart("test", AGENT_LABELS.get(agent), CAPACITY, TestFeatures.NODE),
                        List.of(inventory))
                .sessionEpoch();
        leaving.remove(agent);
        for (ModelJob job : its) {
            if (named.contains(job)) {
                job.holds = job.held().taken();
            } else if (job.held().accepted()) {
                job.ended = Ended.LOST;
            }
        }
    }

    Stream<Integer> agentsFor(ModelJob job) {
        return IntStream.range(0, agents.size())
                .filter(agent -> sessions[agent] != 0
                        && !drained.contains(agent)
                        && !leaving.contains(agent)
                        && busy(agent) < CAPACITY
                        && AGENT_LABELS.get(agent).containsAll(job.labels))
                .boxed();
    }

    long busy(int agent) {
        return jobs.values().stream()
                .filter(job -> job.isLive() && job.held().agent() == agent)
                .count();
    }

    void result(Held held, Ended end) {
        FailureClass failure = end.failure();
        AttemptOutcome outcome = failure == null
                ? new AttemptOutcome.Succeeded(null)
                : new AttemptOutcome.Failed(new Failure(failure, Step.GENERATE, "why"));
        world.features.attemptReports.result(
                agents.get(held.agent()), held.attempt(), held.lease(), outcome, new FinalLog(0, null));
    }

    void withdrawn(ModelJob job) {
        dead.add(job.held());
        job.holds = null;
        job.attempts--;
        job.tries--;
        if (job.cancelled) {
            job.status = JobStatus.CANCELLED;
        } else {
            toHead(job);
        }
        // The moment passes for which an agent that declined is left alone.
        sql.execute("update agent set rests_until = now() where organization_id = ?", organization.value());
    }

    void conclude(ModelJob job) {
        world.features.attemptProgress.advance(job.id);
        Ended end = job.ended;
        if (end != null) {
            dead.add(job.held());
            job.status = job.concluded(end);
            job.holds = null;
            job.ended = null;
            if (job.status == JobStatus.QUEUED) {
                toHead(job);
            }
        }
    }

    List<String> everything() {
        return sql.column(
                String.class,
                """
                select j::text from job j where organization_id = ?
                union all select t::text from attempt t where organization_id = ?
                union all select g::text from organization g where id = ?
                union all select l::text from log_chunk l join attempt t on t.id = l.attempt_id
                    where t.organization_id = ?
                """,
                organization.value(),
                organization.value(),
                organization.value(),
                organization.value());
    }

    /** The database says what the model says. */
    void compare() {
        assertThat(sql.column(
                        String.class,
                        "select id || ' ' || status || ' ' || attempt_count from job where organization_id = ? order by id",
                        organization.value()))
                .as("jobs with status and number of attempts")
                .isEqualTo(jobs.values().stream()
                        .map(job -> job.id + " " + job.status.name().toLowerCase(Locale.ROOT) + " " + job.attempts)
                        .sorted()
                        .toList());
        assertThat(sql.column(UUID.class, """
                        select id from job where organization_id = ? and status = 'queued'
                        order by queue = 'rework' desc, priority desc, rank
                        """, organization.value()))
                .as("order of the queues")
                .isEqualTo(order.serving(EnumSet.allOf(QueueName.class)).stream()
                        .map(JobId::value)
                        .toList());
        assertThat(sql.column(String.class, """
                        select id || ' ' || agent_id || ' ' || lease || ' ' || status from attempt
                        where organization_id = ? and status in ('offered', 'running') order by id
                        """, organization.value()))
                .as("live leases")
                .isEqualTo(jobs.values().stream()
                        .filter(ModelJob::isLive)
                        .map(job -> words(job.held()))
                        .sorted()
                        .toList());
        assertThat(sql.column(
                        Integer.class,
                        "select busy_slots from agent where organization_id = ? order by id",
                        organization.value()))
                .as("busy places of the agents")
                .isEqualTo(IntStream.range(0, agents.size())
                        .map(agent -> (int) busy(agent))
                        .boxed()
                        .toList());
        assertThat(sql.column(
                        Long.class,
                        "select version from queue where organization_id = ? order by name",
                        organization.value()))
                .as("versions of the queues")
                .containsExactly(version(QueueName.BACKLOG), version(QueueName.REWORK));
    }

    long version(QueueName queue) {
        return 1 + Objects.requireNonNullElse(changes.get(queue), 0L);
    }

    /** What happened is told by events without holes. */
    void checkEvents() {
        List<Long> numbers = world.features.events.after(organization, EventFilter.ALL, 0, 100_000).events().stream()
                .map(Event::number)
                .toList();
        assertThat(numbers)
                .isEqualTo(LongStream.rangeClosed(1, world.features.events.head(organization))
                        .boxed()
                        .toList());
    }

    private String words(Held held) {
        return held.attempt() + " " + agents.get(held.agent()).id() + " "
                + held.lease().value() + " " + (held.accepted() ? "running" : "offered");
    }

    void toHead(ModelJob job) {
        job.status = JobStatus.QUEUED;
        order.line(job.queue, job.priority).addFirst(job.id);
    }

    void leave(ModelJob job) {
        assertThat(order.line(job.queue, job.priority).remove(job.id)).isTrue();
    }

    ModelJob job(JobId id) {
        return Objects.requireNonNull(jobs.get(id));
    }

    Attempt latest(ModelJob job) {
        return world.features.attempts.latest(organization, job.id).orElseThrow();
    }

    int agentOf(Attempt attempt) {
        return agents.stream().map(AgentIdentity::id).toList().indexOf(attempt.agentId());
    }

    Optional<ModelJob> anyJob(Predicate<ModelJob> which) {
        List<ModelJob> some = jobs.values().stream().filter(which).toList();
        return some.isEmpty() ? Optional.empty() : Optional.of(any(some));
    }

    <T> T any(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }
}
