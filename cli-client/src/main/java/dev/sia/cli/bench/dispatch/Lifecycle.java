package dev.sia.cli.bench.dispatch;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.sia.api.agent.v1.Offer;
import dev.sia.api.model.JobStatus;
import dev.sia.api.model.JobSummary;
import dev.sia.cli.bench.BenchServer;
import dev.sia.cli.bench.dispatch.JobLoad.Created;
import dev.sia.sdk.JobFilter;
import dev.sia.sdk.Jobs;
import dev.sia.sdk.SiaClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How many jobs go the whole way, from their creation until they are in review, with agents that finish at once. */
final class Lifecycle {
    private static final int CONNECTIONS = 16;
    private static final int LARGEST_PAGE = 200;
    private static final Duration JOIN_WITHIN = Duration.ofMinutes(2);
    private static final Duration LAST_RESULT_WITHIN = Duration.ofMinutes(2);

    private final int agents;
    private final Set<UUID> created = ConcurrentHashMap.newKeySet();
    private final Map<UUID, Set<String>> attemptsOfJobs = new ConcurrentHashMap<>();
    private final Set<String> results = ConcurrentHashMap.newKeySet();
    private final AtomicInteger repeatedOffers = new AtomicInteger();

    Lifecycle(int agents) {
        this.agents = agents;
    }

    /**
     * What came out.
     *
     * @param jobs created in the measured time
     * @param seconds from the first of them until all were in review
     * @param steadyJobsPerSecond jobs that came into review while jobs were created, by the times of the events
     * @param shareOfEmptyWorkflows {@code jobsPerSecond} by the rate of workflows that do nothing on the same Temporal
     */
    record Figures(
            String temporal,
            int agents,
            int jobs,
            double seconds,
            double jobsPerSecond,
            double steadyJobsPerSecond,
            @JsonUnwrapped LifecycleChecks checks,
            @Nullable Double shareOfEmptyWorkflows) {
        Figures comparedTo(double emptyWorkflowsPerSecond) {
            return new Figures(
                    temporal,
                    agents,
                    jobs,
                    seconds,
                    jobsPerSecond,
                    steadyJobsPerSecond,
                    checks,
                    rounded(jobsPerSecond / emptyWorkflowsPerSecond));
        }
    }

    Figures measure(BenchServer server, String temporal, Duration warmUp, Duration time)
            throws IOException, InterruptedException {
        UUID organization = server.organization();
        JobLoad load = new JobLoad(server.address(), organization, CONNECTIONS);
        try (AgentFleet fleet = new AgentFleet(server.address().grpcTarget(), this::offered, results::add);
                SiaClient client = server.client()) {
            Jobs jobs = client.jobs(organization);
            fleet.join(client.agents(organization), agents, JOIN_WITHIN);
            feed(load, warmUp);
            awaitAllInReview(jobs);
            int before = created.size();
            Instant from = Instant.now();
            long begin = System.nanoTime();
            feed(load, time);
            awaitAllInReview(jobs);
            double seconds = rounded((System.nanoTime() - begin) / 1e9);
            int count = created.size() - before;
            Story story = Story.read(client.history(organization), from, from.plus(time));
            return new Figures(
                    temporal,
                    agents,
                    count,
                    seconds,
                    rounded(count / seconds),
                    rounded(story.inReviewBetween() / (time.toMillis() / 1e3)),
                    checks(jobs, story, load),
                    null);
        }
    }

    private void offered(Offer offer, long nanos) {
        boolean isNew = attemptsOfJobs
                .computeIfAbsent(UUID.fromString(offer.getJobId()), _ -> ConcurrentHashMap.newKeySet())
                .add(offer.getAttemptId());
        if (!isNew) {
            repeatedOffers.incrementAndGet();
        }
    }

    /** Keeps two jobs for every agent under way, so that none has to wait and the queue stays short. */
    private void feed(JobLoad load, Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        load.run(
                () -> {
                    while (created.size() - results.size() >= 2 * agents && System.nanoTime() < end) {
                        sleepShortly();
                    }
                    return System.nanoTime() < end;
                },
                (Created it) -> created.add(it.job()));
    }

    private static void sleepShortly() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitAllInReview(Jobs jobs) throws InterruptedException {
        long deadline = System.nanoTime() + LAST_RESULT_WITHIN.toNanos();
        JobFilter open =
                JobFilter.withStatus(JobStatus.QUEUED, JobStatus.IN_PROGRESS).withPageSize(1);
        while ((results.size() < created.size()
                        || !jobs.page(open, null).getItems().isEmpty())
                && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
    }

    private LifecycleChecks checks(Jobs jobs, Story story, JobLoad load) {
        Map<UUID, JobSummary> stored;
        try (Stream<JobSummary> all = jobs.list(JobFilter.ALL.withPageSize(LARGEST_PAGE))) {
            stored = all.collect(Collectors.toMap(JobSummary::getId, it -> it));
        }
        long inReview = created.stream()
                .filter(job -> stored.containsKey(job) && stored.get(job).getStatus() == JobStatus.IN_REVIEW)
                .count();
        long twice = stored.values().stream()
                .filter(job -> job.getAttemptCount() > 1
                        || story.timesInReview().getOrDefault(job.getId(), 0) > 1
                        || attemptsOfJobs.getOrDefault(job.getId(), Set.of()).size() > 1)
                .count();
        return new LifecycleChecks(
                created.size() - (int) inReview,
                (int) twice,
                story.holes(),
                repeatedOffers.get(),
                load.refused(),
                load.firstRefusal());
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
