package dev.sia.server.db;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A few platform threads for transactions that many wait for. Virtual threads take the processors in turn, so where
 * thousands of them have something to do, each of a transaction's waits for the database would end behind all of them; the
 * kernel lets a thread that has waited go first. Idle threads end by themselves. Thread-safe.
 */
public final class PlatformThreads {
    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor threads;

    /** @param most how many work at once; whoever comes then waits, so callers are bounded elsewhere */
    public PlatformThreads(String name, int most) {
        threads = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory(name));
        threads.allowCoreThreadTimeOut(true);
    }

    /** Daemons, named after what they do. */
    public static ThreadFactory factory(String name) {
        return Thread.ofPlatform().daemon().name(name + "-", 0).factory();
    }

    /** Does the work on one of the threads; its result or unchecked exception is the caller's. */
    public <T> T call(Callable<T> work) {
        var running = threads.submit(work);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return running.get();
                } catch (InterruptedException stop) {
                    // What has begun comes to its end; whoever interrupted hears of it then.
                    interrupted = true;
                }
            }
        } catch (ExecutionException failure) {
            switch (failure.getCause()) {
                case RuntimeException unchecked -> throw unchecked;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(failure.getCause());
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
