package dev.sia.cli.bench.log;

import dev.sia.api.model.Attempt;
import dev.sia.api.model.AttemptLog;
import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import dev.sia.cli.bench.BenchRun;
import dev.sia.cli.bench.Conditions;
import dev.sia.cli.bench.HttpConnection;
import dev.sia.cli.bench.Percentiles;
import dev.sia.cli.bench.Yardstick;
import dev.sia.cli.bench.log.LogAgents.Running;
import dev.sia.cli.bench.log.LogSettings.Part;
import dev.sia.cli.profile.DevelopmentServer;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One run: the yardstick, then a server, then part after part on it. */
final class LogBench {
    static final String LOAD = "in one JVM on the same machine, over loopback; agents that only write their logs, four"
            + " batches on their way; server and embedded PostgreSQL with their defaults";
    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(60);
    private static final int PACE = 200;
    private static final int RANGE = 1_000;
    private static final int TURNS = 3;

    private final BenchRun run;
    private final LogSettings settings;
    private final Conditions conditions;

    LogBench(BenchRun run, LogSettings settings, Conditions conditions) {
        this.run = run;
        this.settings = settings;
        this.conditions = conditions;
    }

    LogReport measure() throws IOException, InterruptedException {
        Yardstick yardstick = Yardstick.of(run.machine(Map.of(), "database", settings.yardstick()), null);
        return run.withServer("logs", Map.of(), server -> {
            try (LogAgents agents = new LogAgents(server)) {
                LogFigures.Paced paced = settings.parts().contains(Part.PACED) ? paced(agents) : null;
                LogFigures.Ingest ingest = settings.parts().contains(Part.INGEST) ? ingest(agents) : null;
                LogFigures.Length length = null;
                LogFigures.Read read = null;
                if (settings.parts().contains(Part.LENGTH) || settings.parts().contains(Part.READ)) {
                    Running writer = longLog(agents);
                    length = settings.parts().contains(Part.LENGTH) ? length(agents, writer) : null;
                    read = settings.parts().contains(Part.READ) ? read(agents, writer) : null;
                }
                return new LogReport(conditions, yardstick, ingest, length, paced, read);
            }
        });
    }

    private LogFigures.Ingest ingest(LogAgents agents) throws InterruptedException {
        run.say(settings.agents() + " agents write as fast as they can");
        List<Running> running = agents.add(settings.agents());
        running.forEach(each -> each.agent().flood());
        Thread.sleep(settings.warmUp());
        long begin = System.nanoTime();
        long before = acknowledged(running);
        Thread.sleep(settings.time());
        long acknowledged = acknowledged(running) - before;
        double seconds = (System.nanoTime() - begin) / 1e9;
        Long resident = agents.server().residentMiB();
        settle(running);
        long lost = 0;
        long lines = 0;
        long stored = 0;
        for (Running each : running) {
            AttemptLog log = log(agents, each);
            lost += Math.max(0, each.agent().acknowledged() - log.getLastSeq());
            lines += log.getLastSeq();
            stored += log.getStoredBytes();
        }
        return new LogFigures.Ingest(
                settings.agents(),
                rounded(seconds),
                acknowledged,
                Math.round(acknowledged / seconds),
                lost,
                rounded((double) stored / lines),
                resident);
    }

    private static long acknowledged(List<Running> running) {
        return running.stream().mapToLong(each -> each.agent().acknowledged()).sum();
    }

    private static void settle(List<Running> running) throws InterruptedException {
        running.forEach(each -> each.agent().pause());
        long deadline = System.nanoTime() + SETTLED_WITHIN.toNanos();
        while (!running.stream().allMatch(each -> each.agent().isSettled())) {
            if (System.nanoTime() > deadline) {
                throw new CliException(ExitCode.FAILED, "not every line was acknowledged in time");
            }
            Thread.sleep(20);
        }
    }

    private static AttemptLog log(LogAgents agents, Running running) {
        Attempt attempt =
                agents.client().jobs(agents.organization()).get(running.job()).getLatestAttempt();
        return Objects.requireNonNull(attempt, "attempt").getLog();
    }

    private Running longLog(LogAgents agents) throws InterruptedException {
        run.say("a log of " + settings.longLog() + " lines is written");
        Running writer = agents.add(1).getFirst();
        writer.agent().flood();
        while (writer.agent().acknowledged() < settings.longLog()) {
            Thread.sleep(20);
        }
        settle(List.of(writer));
        return writer;
    }

    private LogFigures.Length length(LogAgents agents, Running writer) throws InterruptedException {
        run.say("one agent writes to a long log and to short ones, in turn");
        Duration turn = settings.time().dividedBy(2L * TURNS);
        double[] onLong = new double[TURNS];
        double[] onShort = new double[TURNS];
        for (int index = 0; index < TURNS; index++) {
            onShort[index] = rate(agents.add(1).getFirst(), turn);
            onLong[index] = rate(writer, turn);
        }
        double shortRate = median(onShort);
        double longRate = median(onLong);
        return new LogFigures.Length(
                settings.longLog(), Math.round(shortRate), Math.round(longRate), rounded(longRate / shortRate));
    }

    private static double rate(Running running, Duration time) throws InterruptedException {
        long before = running.agent().acknowledged();
        long begin = System.nanoTime();
        running.agent().flood();
        Thread.sleep(time);
        double rate = (running.agent().acknowledged() - before) / ((System.nanoTime() - begin) / 1e9);
        settle(List.of(running));
        return rate;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private LogFigures.Paced paced(LogAgents agents) throws InterruptedException {
        run.say("one agent writes " + PACE + " lines a second");
        Running writer = agents.add(1).getFirst();
        Map<Long, Long> written = new ConcurrentHashMap<>();
        ConcurrentLinkedQueue<Long> waits = new ConcurrentLinkedQueue<>();
        writer.agent().listen((from, to) -> {
            long now = System.nanoTime();
            for (long seq = from; seq <= to; seq++) {
                Long at = written.remove(seq);
                if (at != null) {
                    waits.add(now - at);
                }
            }
        });
        write(writer.agent(), settings.warmUp(), written);
        waits.clear();
        write(writer.agent(), settings.time(), written);
        settle(List.of(writer));
        AttemptLog log = log(agents, writer);
        return new LogFigures.Paced(
                PACE,
                Percentiles.ofNanos(waits.stream().mapToLong(Long::longValue).toArray()),
                rounded((double) log.getStoredBytes() / log.getLastSeq()));
    }

    private static void write(LogAgent agent, Duration time, Map<Long, Long> written) {
        long begin = System.nanoTime();
        long lines = time.toMillis() * PACE / 1_000;
        long next = agent.acknowledged() + 1;
        for (long line = 0; line < lines; line++) {
            LockSupport.parkNanos(begin + line * TimeUnit.SECONDS.toNanos(1) / PACE - System.nanoTime());
            written.put(next + line, System.nanoTime());
            agent.write();
        }
    }

    private LogFigures.Read read(LogAgents agents, Running writer) throws IOException {
        run.say("ranges of a long log are read");
        DevelopmentServer server = agents.server().address();
        String bearer = "Authorization: Bearer "
                + Files.readString(DevelopmentServer.tokenFile(server.dataDirectory()))
                        .strip() + "\r\n";
        String path = "/v1/organizations/" + agents.organization() + "/jobs/" + writer.job() + "/logs?limit=" + RANGE
                + "&afterSeq=";
        Random random = new Random(1);
        List<Long> waits = new ArrayList<>();
        int wrong = 0;
        try (HttpConnection connection = new HttpConnection(server.httpUrl())) {
            for (int index = -settings.reads() / 2; index < settings.reads(); index++) {
                long after = random.nextLong(settings.longLog() - RANGE);
                long begin = System.nanoTime();
                HttpConnection.Answer answer = connection.get(path + after, bearer);
                // The first reads only warm the server up.
                if (index >= 0) {
                    waits.add(System.nanoTime() - begin);
                }
                wrong += isRange(answer, after) ? 0 : 1;
            }
        }
        return new LogFigures.Read(
                settings.longLog(),
                RANGE,
                Percentiles.ofNanos(waits.stream().mapToLong(Long::longValue).toArray()),
                wrong);
    }

    private static boolean isRange(HttpConnection.Answer answer, long after) {
        return answer.status() == 200
                && answer.body().contains("\"lines\":[{\"seq\":" + (after + 1) + ",")
                && answer.body().contains("{\"seq\":" + (after + RANGE) + ",")
                && !answer.body().contains("{\"seq\":" + (after + RANGE + 1) + ",");
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
