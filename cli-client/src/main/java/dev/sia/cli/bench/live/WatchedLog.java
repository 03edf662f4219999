package dev.sia.cli.bench.live;

import dev.sia.cli.bench.log.LogAgent;
import dev.sia.cli.bench.log.LogAgents.Running;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A log that is written at a steady rate, and how long its lines take to be seen. */
final class WatchedLog implements Reader.Lines {
    static final int PACE = 200;
    /** Lines that nobody waits for any longer are forgotten. */
    private static final int REMEMBERED = 30 * PACE;

    private final Running writer;
    private final UUID organization;
    private final Map<Long, Long> written = new ConcurrentHashMap<>();
    private final Histogram waits = new Histogram();

    WatchedLog(Running writer, UUID organization) {
        this.writer = writer;
        this.organization = organization;
    }

    /** The frame that subscribes to it after a line. */
    String subscribe(long afterSeq) {
        return "{\"type\":\"subscribe\",\"subscriptionId\":\"1\",\"topic\":\"job-log\",\"organizationId\":\""
                + organization + "\",\"jobId\":\"" + writer.job() + "\",\"attempt\":1,\"afterSeq\":" + afterSeq + "}";
    }

    Histogram waits() {
        return waits;
    }

    long lastSeq() {
        return writer.agent().acknowledged();
    }

    LogAgent agent() {
        return writer.agent();
    }

    /** Writes for so long. */
    void write(Duration time) {
        long begin = System.nanoTime();
        long lines = time.toMillis() * PACE / 1_000;
        for (long line = 0; line < lines; line++) {
            LockSupport.parkNanos(begin + line * TimeUnit.SECONDS.toNanos(1) / PACE - System.nanoTime());
            long now = System.nanoTime();
            // One thread writes, so the number is known before.
            long seq = writer.agent().written() + 1;
            written.put(seq, now);
            written.remove(seq - REMEMBERED);
            writer.agent().write();
        }
    }

    @Override
    public void received(long seq, long nanos) {
        Long at = written.get(seq);
        if (at != null) {
            waits.add(nanos - at);
        }
    }
}
