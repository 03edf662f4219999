package dev.sia.cli.bench;

import dev.sia.api.model.QueueOverview;
import dev.sia.cli.bench.JobLoad.Created;
import dev.sia.sdk.SiaClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** How many jobs are accepted in a second, with an empty queue and with a long one. No agent is there. */
final class Creates {
    static final int CONNECTIONS = 32;
    private static final Duration FILL_WITHIN = Duration.ofMinutes(10);

    private final int queuedJobs;
    private final AtomicInteger created = new AtomicInteger();

    Creates(int queuedJobs) {
        this.queuedJobs = queuedJobs;
    }

    /** A time of creating. */
    record Phase(int queuedBefore, int jobs, double jobsPerSecond, Percentiles answerMillis) {}

    /**
     * What came out.
     *
     * @param fillJobsPerSecond while the queue was made long
     * @param fullToEmpty rate with the long queue by the rate with the empty one
     * @param lost jobs that were accepted and are not in the queue
     */
    record Figures(
            int connections,
            Phase empty,
            double fillJobsPerSecond,
            Phase full,
            double fullToEmpty,
            int lost,
            int refused,
            String firstRefusal) {}

    Figures measure(BenchServer server, Duration warmUp, Duration time) throws IOException, InterruptedException {
        UUID organization = server.organization();
        try (SiaClient client = server.client();
                JobLoad load = new JobLoad(server.address(), organization, CONNECTIONS)) {
            phase(load, warmUp);
            Phase empty = phase(load, time);
            double fill = fill(load);
            Phase full = phase(load, time);
            int queued = client.queues(organization).list().stream()
                    .mapToInt(QueueOverview::getQueuedCount)
                    .sum();
            return new Figures(
                    CONNECTIONS,
                    empty,
                    fill,
                    full,
                    rounded(full.jobsPerSecond() / empty.jobsPerSecond()),
                    created.get() - queued,
                    load.refused(),
                    load.firstRefusal());
        }
    }

    private Phase phase(JobLoad load, Duration time) throws InterruptedException {
        int before = created.get();
        Queue<Long> nanos = new ConcurrentLinkedQueue<>();
        long begin = System.nanoTime();
        load.run(() -> System.nanoTime() - begin < time.toNanos(), it -> {
            created.incrementAndGet();
            nanos.add(it.nanos());
        });
        double seconds = (System.nanoTime() - begin) / 1e9;
        return new Phase(
                before,
                nanos.size(),
                rounded(nanos.size() / seconds),
                Percentiles.ofNanos(nanos.stream().mapToLong(Long::longValue).toArray()));
    }

    private double fill(JobLoad load) throws InterruptedException {
        int before = created.get();
        long begin = System.nanoTime();
        load.run(
                () -> created.get() < queuedJobs && System.nanoTime() - begin < FILL_WITHIN.toNanos(),
                (Created _) -> created.incrementAndGet());
        return rounded((created.get() - before) / ((System.nanoTime() - begin) / 1e9));
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
