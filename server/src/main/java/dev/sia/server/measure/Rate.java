package dev.sia.server.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/** How often in a second some threads, side by side, get one thing done. For one measurement. */
final class Rate {
    private static final Duration WARM_UP = Duration.ofSeconds(1);

    private final int threads;
    private final Count count = new Count();

    Rate(int threads) {
        this.threads = threads;
    }

    /** Does something over and over while {@link Count#goesOn} and says so each time. */
    interface Work {
        void run(Count count) throws Exception;
    }

    /** What the threads tell. */
    static final class Count {
        private final LongAdder done = new LongAdder();
        private volatile boolean over;

        boolean goesOn() {
            return !over;
        }

        void one() {
            done.increment();
        }

        void many(int times) {
            done.add(times);
        }
    }

    /** A failure of any thread is thrown. */
    double measure(Duration time, Work work) throws InterruptedException {
        List<Future<?>> running = new ArrayList<>();
        try (ExecutorService executor = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("measure-", 0).factory())) {
            for (int thread = 0; thread < threads; thread++) {
                running.add(executor.submit(() -> {
                    work.run(count);
                    return null;
                }));
            }
            double rate;
            try {
                rate = observe(time);
            } finally {
                count.over = true;
            }
            for (Future<?> each : running) {
                each.get();
            }
            return rate;
        } catch (ExecutionException failed) {
            throw new MeasureException(failed);
        }
    }

    private double observe(Duration time) throws InterruptedException {
        Thread.sleep(WARM_UP.compareTo(time) < 0 ? WARM_UP : time);
        long begin = System.nanoTime();
        long before = count.done.sum();
        Thread.sleep(time);
        return (count.done.sum() - before) * 1e9 / (System.nanoTime() - begin);
    }
}
