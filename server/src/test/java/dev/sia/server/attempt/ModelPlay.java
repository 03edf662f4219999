package dev.sia.server.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.server.TestFeatures;
import dev.sia.server.TestSql;
import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.agent.SessionStart;
import dev.sia.server.attempt.ModelJob.Ended;
import dev.sia.server.attempt.ModelJob.Held;
import dev.sia.server.db.Database;
import dev.sia.server.db.ExpectedVersion;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.event.Event;
import dev.sia.server.event.EventFilter;
import dev.sia.server.job.CreateJob;
import dev.sia.server.job.Failure;
import dev.sia.server.job.FailureClass;
import dev.sia.server.job.Job;
import dev.sia.server.job.JobChanges;
import dev.sia.server.job.JobId;
import dev.sia.server.job.JobLimits;
import dev.sia.server.job.JobPriority;
import dev.sia.server.job.JobStatus;
import dev.sia.server.job.Repository;
import dev.sia.server.job.Review;
import dev.sia.server.job.ReviewComment;
import dev.sia.server.job.Step;
import dev.sia.server.job.UpdateJob;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.queue.QueueName;
import java.util.ArrayList;
import java.util.Arrays;
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
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * One organization to which one thing after another happens at random, and beside it a model that says what each must come
 * to. The model is compared with the database after every step.
 */
final class ModelPlay {
    private static final int CAPACITY = 2;
    private static final List<List<String>> AGENT_LABELS =
            List.of(List.of("linux"), List.of("gpu", "linux"), List.of("linux"));
    private static final List<List<String>> JOB_LABELS = List.of(List.of(), List.of("linux"), List.of("gpu"));

    private static final Review REVIEW = new Review(List.of(new ReviewComment(null, null, "No.")));

    private final Database database;
    private final Random random;
    private final TestSql sql;
    private final OrganizationId organization;
    private final List<AgentIdentity> agents;
    private final OrderModel order = new OrderModel();
    private final Map<JobId, ModelJob> jobs = new LinkedHashMap<>();
    private final Set<QueueName> open = EnumSet.allOf(QueueName.class);
    /** Session of each agent; 0 while it is away. */
    private final long[] sessions = new long[AGENT_LABELS.size()];
    /** Agents that are to take no more: by word of a person, and by their own. */
    private final Set<Integer> drained = new HashSet<>();

    private final Set<Integer> leaving = new HashSet<>();
    /** Leases that are not live any longer. */
    private final List<Held> dead = new ArrayList<>();

    private TestFeatures world;

    ModelPlay(Database database, long seed) {
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

    /** Something happens. */
    String step() {
        return switch (random.nextInt(26)) {
            case 0, 1, 2 -> create();
            case 3, 4, 5, 6 -> claim();
            case 7, 8 -> accept();
            case 9 -> reject();
            case 10, 11 -> report();
            case 12, 13 -> conclude();
            case 14 -> cancel();
            case 15 -> loseTime();
            case 16 -> comeLate();
            case 17 -> goAway();
            case 18, 19 -> comeBack();
            case 20 -> drain();
            case 21, 22, 23 -> decide();
            case 24 -> changePriority();
            default -> restartNode();
        };
    }

    private String create() {
        JobPriority priority = any(List.of(JobPriority.values()));
        List<String> labels = any(JOB_LABELS);
        CreateJob wish = new CreateJob(
                null, "job", new Repository("/srv/app", "main"), List.of(), labels, priority, JobLimits.DEFAULT);
        Job made = world.createJob(organization, wish);
        jobs.put(made.id(), new ModelJob(made.id(), priority, labels));
        order.line(QueueName.BACKLOG, priority).add(made.id());
        return "create " + priority + labels;
    }

    private String claim() {
        Optional<ModelJob> next = order.serving(open).stream()
                .map(this::job)
                .filter(job -> agentsFor(job).findAny().isPresent())
                .findFirst();
        int claimed = world.features.attemptClaims.claim(organization, 1);
        assertThat(claimed).as("claimed").isEqualTo(next.isPresent() ? 1 : 0);
        next.ifPresent(this::claimed);
        return "claim";
    }

    private void claimed(ModelJob job) {
        Attempt attempt = latest(job);
        assertThat(attempt.status()).as("attempt of the next job").isEqualTo(AttemptStatus.OFFERED);
        int agent = agentOf(attempt);
        assertThat(agentsFor(job)).as("agents that may take it").contains(agent);
        leave(job);
        job.status = JobStatus.IN_PROGRESS;
        job.attempts++;
        job.tries++;
        job.held = new Held(agent, attempt.id(), attempt.lease(), false);
    }

    private Stream<Integer> agentsFor(ModelJob job) {
        return IntStream.range(0, agents.size())
                .filter(agent -> sessions[agent] != 0
                        && !drained.contains(agent)
                        && !leaving.contains(agent)
                        && busy(agent) < CAPACITY
                        && AGENT_LABELS.get(agent).containsAll(job.labels))
                .boxed();
    }

    private long busy(int agent) {
        return jobs.values().stream()
                .filter(job -> isLive(job) && held(job).agent() == agent)
                .count();
    }

    /** Perhaps once more. */
    private String accept() {
        anyJob(ModelPlay::isLive).ifPresent(job -> {
            Held held = held(job);
            world.features.attemptReports.accept(agents.get(held.agent()), held.attempt(), held.lease());
            job.held = held.taken();
        });
        return "accept";
    }

    private String reject() {
        anyJob(job -> isLive(job) && !held(job).accepted()).ifPresent(job -> {
            Held held = held(job);
            world.features.attemptReports.reject(agents.get(held.agent()), held.attempt(), held.lease(), "busy");
            withdrawn(job);
        });
        return "reject";
    }

    private void withdrawn(ModelJob job) {
        dead.add(held(job));
        job.held = null;
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

    private String report() {
        Ended end = any(List.of(
                Ended.WELL, Ended.WELL, new Ended(false, FailureClass.TOOL), new Ended(false, FailureClass.AGENT)));
        anyJob(job -> isLive(job) && held(job).accepted()).ifPresent(job -> {
            for (int times = 1 + random.nextInt(2); times > 0; times--) {
                result(held(job), end);
            }
            job.ended = end;
        });
        return "report " + end;
    }

    private void result(Held held, Ended end) {
        FailureClass failure = end.failure();
        AttemptOutcome outcome = failure == null
                ? new AttemptOutcome.Succeeded(null)
                : new AttemptOutcome.Failed(new Failure(failure, Step.GENERATE, "why"));
        world.features.attemptReports.result(agents.get(held.agent()), held.attempt(), held.lease(), outcome, 0);
    }

    /** What the workflow does when it is woken; it may be woken at any time. */
    private String conclude() {
        boolean due = random.nextInt(4) > 0;
        anyJob(job -> !due || job.ended != null).ifPresent(this::conclude);
        return "conclude";
    }

    private void conclude(ModelJob job) {
        world.features.attemptProgress.advance(job.id);
        Ended end = job.ended;
        if (end != null) {
            dead.add(held(job));
            job.status = job.concluded(end);
            job.held = null;
            job.ended = null;
            if (job.status == JobStatus.QUEUED) {
                toHead(job);
            }
        }
    }

    private String cancel() {
        anyJob(job -> true).ifPresent(job -> {
            boolean possible = job.cancelled || job.status == JobStatus.QUEUED || job.status == JobStatus.IN_PROGRESS;
            Runnable asked = () -> world.features.jobs.cancel(organization, TestFeatures.ADA, job.id, "enough");
            if (!possible) {
                assertThat(AttemptFixture.refusal(asked::run)).isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
                return;
            }
            asked.run();
            job.cancelled = true;
            if (job.status == JobStatus.QUEUED) {
                leave(job);
                job.status = JobStatus.CANCELLED;
            } else if (isLive(job) && !held(job).accepted() && random.nextBoolean()) {
                world.features.attemptProgress.deliverCommands(held(job).attempt());
                withdrawn(job);
            }
        });
        return "cancel";
    }

    /** A person decides what becomes of a job that agents are through with; sometimes of any job. */
    private String decide() {
        boolean fitting = random.nextInt(4) > 0;
        anyJob(job -> !fitting || !job.status.isActive()).ifPresent(job -> {
            switch (random.nextInt(4)) {
                case 0 ->
                    allowed(
                            Set.of(JobStatus.FAILED, JobStatus.CANCELLED),
                            job,
                            changes -> changes.retry(organization, TestFeatures.ADA, job.id, null),
                            () -> queueAgain(job, QueueName.BACKLOG));
                case 1 ->
                    allowed(
                            Set.of(JobStatus.IN_REVIEW),
                            job,
                            changes -> changes.rework(organization, TestFeatures.ADA, job.id, REVIEW, null),
                            () -> queueAgain(job, QueueName.REWORK));
                case 2 ->
                    allowed(
                            Set.of(JobStatus.IN_REVIEW),
                            job,
                            changes -> changes.complete(organization, TestFeatures.ADA, job.id),
                            () -> job.status = JobStatus.COMPLETED);
                default ->
                    allowed(
                            Set.of(JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED),
                            job,
                            changes -> changes.archive(organization, TestFeatures.ADA, job.id),
                            () -> job.status = JobStatus.ARCHIVED);
            }
        });
        return "decide";
    }

    /** A job that waits goes behind those of its new priority. */
    private String changePriority() {
        JobPriority priority = any(List.of(JobPriority.values()));
        UpdateJob wish = new UpdateJob(null, null, null, priority, null, null, null, null, null);
        anyJob(job -> random.nextInt(5) == 0 || job.status == JobStatus.QUEUED)
                .ifPresent(job -> allowed(
                        Set.of(JobStatus.QUEUED),
                        job,
                        changes ->
                                changes.update(organization, TestFeatures.ADA, job.id, wish, new ExpectedVersion.Any()),
                        () -> {
                            if (job.priority != priority) {
                                leave(job);
                                job.priority = priority;
                                order.line(job.queue, priority).add(job.id);
                            }
                        }));
        return "change priority";
    }

    /** Does it if it is allowed now, and makes sure that it is refused otherwise. */
    private void allowed(Set<JobStatus> when, ModelJob job, Consumer<JobChanges> change, Runnable then) {
        if (when.contains(job.status)) {
            change.accept(world.features.jobChanges);
            then.run();
        } else {
            assertThat(AttemptFixture.refusal(() -> change.accept(world.features.jobChanges)))
                    .isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
        }
    }

    private void queueAgain(ModelJob job, QueueName queue) {
        world.startWorkflows(job.id);
        job.status = JobStatus.QUEUED;
        job.queue = queue;
        job.cancelled = false;
        job.tries = 0;
        order.line(queue, job.priority).add(job.id);
    }

    /** An offer is not answered in time, or a lease runs out. */
    private String loseTime() {
        anyJob(ModelPlay::isLive).ifPresent(job -> {
            Held held = held(job);
            sql.execute(
                    "update attempt set offer_expires_at = now() - interval '1 second',"
                            + " lease_expires_at = now() - interval '1 second' where id = ?",
                    held.attempt().value());
            world.features.attemptSweep.run();
            if (held.accepted()) {
                job.ended = Ended.LOST;
            } else {
                withdrawn(job);
            }
        });
        return "lose time";
    }

    /** Somebody reports under a lease that is not live any longer: nothing changes, whatever is said. */
    private String comeLate() {
        if (dead.isEmpty()) {
            return "nobody comes late";
        }
        Held held = any(dead);
        List<String> before = everything();
        AttemptReports reports = world.features.attemptReports;
        AgentIdentity agent = agents.get(held.agent());
        try {
            switch (random.nextInt(4)) {
                case 0 -> reports.accept(agent, held.attempt(), held.lease());
                case 1 -> reports.reject(agent, held.attempt(), held.lease(), "no");
                case 2 ->
                    world.features.attemptLogs.append(
                            agent, held.attempt(), held.lease(), 1, AttemptFixture.lines(1, 9));
                default -> result(held, Ended.WELL);
            }
        } catch (DomainException refused) {
            assertThat(refused.code()).isEqualTo(ErrorCode.LEASE_LOST);
        }
        assertThat(everything()).isEqualTo(before);
        return "come late";
    }

    private List<String> everything() {
        return sql.column(
                String.class,
                """
                select j::text from job j where organization_id = ?
                union all select t::text from attempt t where organization_id = ?
                union all select g::text from organization g where id = ?
                union all select l::text from log_line l join attempt t on t.id = l.attempt_id
                    where t.organization_id = ?
                """,
                organization.value(),
                organization.value(),
                organization.value(),
                organization.value());
    }

    private String goAway() {
        int agent = random.nextInt(agents.size());
        if (sessions[agent] != 0) {
            if (random.nextBoolean()) {
                world.features.agentSessions.leave(agents.get(agent), sessions[agent], "goodbye");
            } else {
                world.features.agentSessions.disconnect(agents.get(agent), sessions[agent], "gone");
            }
            sessions[agent] = 0;
        }
        return "agent " + agent + " goes away";
    }

    /** Finish and take no more: asked for by a person until that is taken back, or by the agent for its present session. */
    private String drain() {
        int agent = random.nextInt(agents.size());
        AgentIdentity identity = agents.get(agent);
        if (random.nextInt(3) == 0 && sessions[agent] != 0) {
            world.features.agentSessions.drain(identity, sessions[agent], "going to stop");
            leaving.add(agent);
        } else if (drained.remove(agent)) {
            world.features.agents.resume(organization, identity.id(), TestFeatures.ADA);
        } else {
            world.features.agents.drain(organization, identity.id(), TestFeatures.ADA, "maintenance");
            drained.add(agent);
        }
        return "drain " + agent;
    }

    /** With all that it has, or with only a part of it after a crash. */
    private String comeBack() {
        int agent = random.nextInt(agents.size());
        boolean crashed = random.nextInt(3) == 0;
        attach(agent, held -> !crashed || random.nextBoolean());
        return "agent " + agent + " comes back";
    }

    private void attach(int agent, Predicate<Held> remembers) {
        List<ModelJob> its = jobs.values().stream()
                .filter(job -> isLive(job) && held(job).agent() == agent)
                .toList();
        List<ModelJob> named =
                its.stream().filter(job -> remembers.test(held(job))).toList();
        HeldAttempt[] inventory = named.stream()
                .map(job -> new HeldAttempt(held(job).attempt(), held(job).lease()))
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
                job.held = held(job).taken();
            } else if (held(job).accepted()) {
                job.ended = Ended.LOST;
            }
        }
    }

    /** All that the node had in memory is gone, and so are its streams. */
    private String restartNode() {
        world = new TestFeatures(database);
        world.features.agentPresence.disconnectAllOf(TestFeatures.NODE, "the server node was restarted");
        world.features.jobRecovery.wakeAll();
        Arrays.fill(sessions, 0);
        return "restart the node";
    }

    /** Whatever has happened: with agents that are there and work well, every job comes to an end that agents can bring. */
    void settle() {
        for (int agent = 0; agent < agents.size(); agent++) {
            attach(agent, held -> true);
            if (drained.remove(agent)) {
                world.features.agents.resume(organization, agents.get(agent).id(), TestFeatures.ADA);
            }
        }
        for (int rounds = 0;
                rounds < 10 * jobs.size() && jobs.values().stream().anyMatch(job -> job.status.isActive());
                rounds++) {
            claim();
            jobs.values().stream().filter(ModelPlay::isLive).toList().forEach(job -> {
                Held held = held(job);
                world.features.attemptReports.accept(agents.get(held.agent()), held.attempt(), held.lease());
                result(held, Ended.WELL);
                job.held = held.taken();
                job.ended = Ended.WELL;
            });
            jobs.values().stream().filter(job -> job.ended != null).toList().forEach(this::conclude);
            compare();
        }
        assertThat(jobs.values()).noneMatch(job -> job.status.isActive());
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
                        .filter(ModelPlay::isLive)
                        .map(job -> words(held(job)))
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

    private void toHead(ModelJob job) {
        job.status = JobStatus.QUEUED;
        order.line(job.queue, job.priority).addFirst(job.id);
    }

    private void leave(ModelJob job) {
        assertThat(order.line(job.queue, job.priority).remove(job.id)).isTrue();
    }

    private static boolean isLive(ModelJob job) {
        return job.held != null && job.ended == null;
    }

    private static Held held(ModelJob job) {
        return Objects.requireNonNull(job.held);
    }

    private ModelJob job(JobId id) {
        return Objects.requireNonNull(jobs.get(id));
    }

    private Attempt latest(ModelJob job) {
        return world.features.attempts.latest(job.id).orElseThrow();
    }

    private int agentOf(Attempt attempt) {
        return agents.stream().map(AgentIdentity::id).toList().indexOf(attempt.agentId());
    }

    private Optional<ModelJob> anyJob(Predicate<ModelJob> which) {
        List<ModelJob> some = jobs.values().stream().filter(which).toList();
        return some.isEmpty() ? Optional.empty() : Optional.of(any(some));
    }

    private <T> T any(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }
}
