package dev.sia.contracts.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Watches the log of a job's first attempt from its first line to its end, in a thread of its own, and keeps a ledger of all it sees.
 */
abstract sealed class AuditedReader implements AutoCloseable permits SdkReader, SocketReader {
    private static final long PATIENCE_SECONDS = 20;

    private final String name;
    private final UUID organization;
    private final UUID job;
    private final List<Received.Line> lines = new ArrayList<>();
    private final List<Received.End> ends = new ArrayList<>();
    private final AtomicReference<String> fault = new AtomicReference<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile long lastSeq;

    AuditedReader(String name, UUID organization, UUID job) {
        this.name = name;
        this.organization = organization;
        this.job = job;
    }

    final UUID organization() {
        return organization;
    }

    final UUID job() {
        return job;
    }

    final void start() {
        Thread.ofVirtual().name("audited-reader").start(() -> {
            try {
                read();
            } catch (InterruptedException | RuntimeException | Error thrown) {
                fault(thrown.toString());
            } finally {
                over.countDown();
            }
        });
    }

    /** Returns when the log is over or the reader was stopped. */
    abstract void read() throws InterruptedException;

    final void saw(int attempt, AuditedLine line) {
        lastSeq = line.seq();
        lines.add(new Received.Line(new LogName(organization, job, attempt), line));
    }

    final void sawEnd(int attempt, long finalSeq, boolean complete) {
        ends.add(new Received.End(new LogName(organization, job, attempt), finalSeq, complete));
    }

    /** It cannot go on. */
    final void fault(String what) {
        fault.compareAndSet(null, this + ": " + what);
    }

    /** Number of the record that came last. */
    final long lastSeq() {
        return lastSeq;
    }

    /** Whether nothing more comes. */
    final boolean isOver() {
        return over.getCount() == 0;
    }

    /** Once it has ended: why it could not go on. */
    final Optional<String> fault() {
        return Optional.ofNullable(fault.get());
    }

    /** Once it has ended: what it saw. */
    final Received received() {
        return new Received(toString(), List.of(new LogName(organization, job, 1)), lines, ends);
    }

    @Override
    public final String toString() {
        return name + " of job " + job;
    }

    /** Makes {@link #read} return soon. */
    abstract void stop();

    @Override
    public final void close() {
        stop();
        try {
            if (!over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(this + " does not stop");
            }
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }
}
