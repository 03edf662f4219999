package dev.sia.cli.bench.dispatch;

import dev.sia.api.model.QueueOverview;
import dev.sia.cli.bench.Percentiles;
import dev.sia.cli.bench.dispatch.JobLoad.Created;
import dev.sia.sdk.Queues;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** How many jobs are accepted in a second, with an empty queue and with a long one. No agent is there. */
final class Creates {
    static final int CONNECTIONS = 32;
    private static final Duration FILL_WITHIN = Duration.ofMinutes(10);

    private final JobLoad load;
    private final int queuedJobs;
    private final Queue<UUID> created = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    Creates(JobLoad load, int queuedJobs) {
        this.load = load;
        this.queuedJobs = queuedJobs;
    }

    /** The jobs that were created so far. */
    List<UUID> created() {
        return List.copyOf(created);
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

    /** Measures with an empty queue, makes it long, and measures again. */
    Figures measure(Queues queues, Duration warmUp, Duration time) throws InterruptedException {
        phase(warmUp);
        Phase empty = phase(time);
        double fill = fill();
        Phase full = phase(time);
        int queued =
                queues.list().stream().mapToInt(QueueOverview::getQueuedCount).sum();
        return new Figures(
                CONNECTIONS,
                empty,
                fill,
                full,
                rounded(full.jobsPerSecond() / empty.jobsPerSecond()),
                count.get() - queued,
                load.refused(),
                load.firstRefusal());
    }

    private Phase phase(Duration time) throws InterruptedException {
        int before = count.get();
        Queue<Long> nanos = new ConcurrentLinkedQueue<>();
        long begin = System.nanoTime();
        load.run(() -> System.nanoTime() - begin < time.toNanos(), it -> {
            note(it);
            nanos.add(it.nanos());
        });
        double seconds = (System.nanoTime() - begin) / 1e9;
        return new Phase(
                before,
                nanos.size(),
                rounded(nanos.size() / seconds),
                Percentiles.ofNanos(nanos.stream().mapToLong(Long::longValue).toArray()));
    }

    private void note(Created job) {
        count.incrementAndGet();
        created.add(job.job());
    }

    /** Makes the queue as long as wanted, or as long as there is time for; returns jobs per second. */
    double fill() throws InterruptedException {
        int before = count.get();
        long begin = System.nanoTime();
        load.run(() -> count.get() < queuedJobs && System.nanoTime() - begin < FILL_WITHIN.toNanos(), this::note);
        return rounded((count.get() - before) / ((System.nanoTime() - begin) / 1e9));
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
