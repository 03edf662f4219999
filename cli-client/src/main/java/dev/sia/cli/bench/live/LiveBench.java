package dev.sia.cli.bench.live;

import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import dev.sia.cli.bench.BenchRun;
import dev.sia.cli.bench.BenchServer;
import dev.sia.cli.bench.Conditions;
import dev.sia.cli.bench.Percentiles;
import dev.sia.cli.bench.Yardstick;
import dev.sia.cli.bench.live.LiveSettings.Part;
import dev.sia.cli.bench.log.LogAgents;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One run: the yardstick, then every part that is wanted, each with a fresh server on data of its own. */
final class LiveBench {
    static final String LOAD = "in one JVM on the same machine, over loopback; one agent that only writes its log;"
            + " sockets read by one thread; server and embedded PostgreSQL with their defaults";
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(30);
    private static final Duration ENDED_WITHIN = Duration.ofSeconds(120);
    private static final Duration SETTLES_WITHIN = Duration.ofSeconds(8);
    private static final Duration IDLE = Duration.ofSeconds(15);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    private static final int BACKLOG = 100_000;
    private static final int SMALL_BUFFER = 64 * 1024;
    private static final int TRY_AGAIN_LATER = 1013;

    private final BenchRun run;
    private final LiveSettings settings;
    private final Conditions conditions;

    LiveBench(BenchRun run, LiveSettings settings, Conditions conditions) {
        this.run = run;
        this.settings = settings;
        this.conditions = conditions;
    }

    LiveReport measure() throws IOException, InterruptedException {
        Yardstick yardstick = Yardstick.of(run.machine(Map.of(), "database", settings.yardstick()), null);
        return new LiveReport(
                conditions,
                yardstick,
                part(Part.FAN, this::fan),
                part(Part.STALLED, this::stalled),
                part(Part.IDLE, this::idle));
    }

    private <T> @Nullable T part(Part part, BenchRun.Measurement<T> measurement)
            throws IOException, InterruptedException {
        if (!settings.parts().contains(part)) {
            return null;
        }
        return run.withServer(part.name(), Map.of(), measurement);
    }

    private LiveFigures.Fan fan(BenchServer server) throws IOException, InterruptedException {
        run.say(settings.watchers() + " watchers of one log");
        return fan(server, settings);
    }

    static LiveFigures.Fan fan(BenchServer server, LiveSettings settings) throws IOException, InterruptedException {
        try (LogAgents agents = new LogAgents(server);
                Readers sockets = new Readers(server)) {
            WatchedLog log = new WatchedLog(agents.add(1).getFirst(), server.organization());
            List<Reader> readers = new ArrayList<>();
            for (int index = 0; index < settings.watchers(); index++) {
                Reader reader = new Reader(log.subscribe(0), 0, log);
                readers.add(reader);
                sockets.open(reader, 0);
            }
            sockets.awaitReady(readers);
            log.write(settings.warmUp());
            log.waits().clear();
            log.write(settings.time());
            Long resident = server.residentMiB();
            awaitAcknowledged(log);
            long last = log.lastSeq();
            sockets.await(readers, reader -> reader.lastSeq() == last, SEEN_WITHIN);
            Percentiles waits = log.waits().percentiles();
            return new LiveFigures.Fan(
                    settings.watchers(),
                    WatchedLog.PACE,
                    waits.count(),
                    readers.stream()
                            .mapToLong(reader -> reader.lost() + last - reader.lastSeq())
                            .sum(),
                    readers.stream().mapToLong(Reader::twice).sum(),
                    waits,
                    resident);
        }
    }

    private static void awaitAcknowledged(WatchedLog log) throws InterruptedException {
        long deadline = System.nanoTime() + SEEN_WITHIN.toNanos();
        while (!log.agent().isSettled()) {
            if (System.nanoTime() > deadline) {
                throw new CliException(ExitCode.FAILED, "not every line was acknowledged in time");
            }
            Thread.sleep(20);
        }
    }

    private LiveFigures.Stalled stalled(BenchServer server) throws IOException, InterruptedException {
        run.say(settings.stalled() + " readers stop reading");
        try (LogAgents agents = new LogAgents(server);
                Readers sockets = new Readers(server)) {
            WatchedLog log = new WatchedLog(agents.add(1).getFirst(), server.organization());
            log.agent().flood();
            while (log.lastSeq() < BACKLOG) {
                Thread.sleep(20);
            }
            log.agent().pause();
            awaitAcknowledged(log);
            Reader healthy = new Reader(log.subscribe(log.lastSeq()), log.lastSeq(), log);
            sockets.open(healthy, 0);
            sockets.awaitReady(List.of(healthy));
            log.write(settings.warmUp());
            log.waits().clear();
            log.write(settings.time());
            Percentiles before = log.waits().percentiles();
            log.waits().clear();
            return stall(server, sockets, log, before);
        }
    }

    private LiveFigures.Stalled stall(BenchServer server, Readers sockets, WatchedLog log, Percentiles before)
            throws IOException, InterruptedException {
        Long resident = server.residentMiB();
        List<Reader> readers = new ArrayList<>();
        List<SelectionKey> keys = new ArrayList<>();
        for (int index = 0; index < settings.stalled(); index++) {
            Reader reader = new Reader(log.subscribe(0), 0, (_, _) -> {});
            readers.add(reader);
            keys.add(sockets.open(reader, SMALL_BUFFER));
        }
        sockets.await(readers, reader -> reader.lastSeq() > 0, SEEN_WITHIN);
        keys.forEach(sockets::stopReading);
        // Until all that lies between the server and them is full.
        log.write(SETTLES_WITHIN);
        log.waits().clear();
        Thread writing = Thread.ofPlatform().start(() -> log.write(settings.time()));
        Long most = resident;
        while (writing.isAlive()) {
            Long now = server.residentMiB();
            most = most == null || now == null ? null : Long.valueOf(Math.max(most, now));
            Thread.sleep(LOOK_AGAIN);
        }
        Percentiles meanwhile = log.waits().percentiles();
        keys.forEach(sockets::readOn);
        sockets.await(readers, reader -> reader.closeCode() != 0, ENDED_WITHIN);
        awaitAcknowledged(log);
        return new LiveFigures.Stalled(
                settings.stalled(),
                before,
                meanwhile,
                Math.round(100 * meanwhile.p99() / before.p99()) / 100.0,
                resident == null || most == null ? null : Long.valueOf(most - resident),
                (int) readers.stream()
                        .filter(reader -> reader.closeCode() == TRY_AGAIN_LATER)
                        .count(),
                resumed(sockets, log, readers),
                readers.stream()
                        .map(Reader::closeReason)
                        .filter(reason -> !reason.isEmpty())
                        .findFirst()
                        .orElse(""));
    }

    private static int resumed(Readers sockets, WatchedLog log, List<Reader> ended)
            throws IOException, InterruptedException {
        long last = log.lastSeq();
        List<Reader> again = new ArrayList<>();
        for (Reader each : ended) {
            Reader reader = new Reader(log.subscribe(each.lastSeq()), each.lastSeq(), (_, _) -> {});
            again.add(reader);
            sockets.open(reader, 0);
        }
        sockets.await(again, reader -> reader.lastSeq() == last, ENDED_WITHIN);
        return (int) Stream.iterate(0, index -> index < ended.size(), index -> index + 1)
                .filter(index -> isWhole(ended.get(index)) && isWhole(again.get(index)))
                .filter(index -> again.get(index).lastSeq() == last)
                .count();
    }

    private static boolean isWhole(Reader reader) {
        return reader.lost() == 0 && reader.twice() == 0;
    }

    private LiveFigures.Idle idle(BenchServer server) throws IOException, InterruptedException {
        run.say(settings.idle() + " sockets on which nothing happens");
        Long before = server.residentMiB();
        String subscribe = "{\"type\":\"subscribe\",\"subscriptionId\":\"1\",\"topic\":\"agents\",\"organizationId\":\""
                + Objects.requireNonNull(server.organization()) + "\"}";
        try (Readers sockets = new Readers(server)) {
            List<Reader> readers = new ArrayList<>();
            long begin = System.nanoTime();
            for (int index = 0; index < settings.idle(); index++) {
                Reader reader = new Reader(subscribe, 0, (_, _) -> {});
                readers.add(reader);
                sockets.open(reader, 0);
            }
            sockets.awaitReady(readers);
            double seconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin) / 1_000.0;
            Thread.sleep(IDLE);
            return new LiveFigures.Idle(settings.idle(), seconds, before, server.residentMiB());
        }
    }
}
