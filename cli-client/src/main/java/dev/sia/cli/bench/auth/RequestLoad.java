package dev.sia.cli.bench.auth;

import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import dev.sia.cli.bench.HttpConnection;
import dev.sia.cli.bench.HttpConnection.Answer;
import dev.sia.cli.bench.Percentiles;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/** Sends requests over some connections, over each one after the other, as fast as the server answers. */
final class RequestLoad {
    private static final int OK = 200;
    private static final int FIRST_ROOM = 1 << 14;

    private final URI server;
    private final int connections;

    RequestLoad(URI server, int connections) {
        this.server = server;
        this.connections = connections;
    }

    /** What one turn of one kind of request gave. */
    private record Turn(double perSecond, long[] nanos, int wrong) {}

    /**
     * Measures several kinds of requests in turns, so that what else the machine does meets all of them alike.
     *
     * @param time for each kind over all turns
     */
    List<AuthFigures.Load> measure(List<Requests> kinds, Duration warmUp, Duration time, int turns)
            throws InterruptedException {
        for (Requests kind : kinds) {
            run(kind, warmUp, 0);
        }
        List<List<Turn>> taken =
                kinds.stream().<List<Turn>>map(kind -> new ArrayList<>()).toList();
        for (int turn = 0; turn < turns; turn++) {
            for (int kind = 0; kind < kinds.size(); kind++) {
                taken.get(kind).add(run(kinds.get(kind), time.dividedBy(turns), turn + 1));
            }
        }
        return taken.stream().map(RequestLoad::together).toList();
    }

    private static AuthFigures.Load together(List<Turn> turns) {
        double[] rates = turns.stream().mapToDouble(Turn::perSecond).sorted().toArray();
        long[] nanos = turns.stream()
                .flatMapToLong(turn -> LongStream.of(turn.nanos()))
                .toArray();
        return new AuthFigures.Load(
                nanos.length,
                Math.round(rates[rates.length / 2]),
                Percentiles.ofNanos(nanos),
                turns.stream().mapToInt(Turn::wrong).sum());
    }

    private Turn run(Requests requests, Duration time, int turn) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        long begin = System.nanoTime();
        List<Future<Turn>> running = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < connections; i++) {
                running.add(executor.submit(() -> overOne(requests, turn, next, begin + time.toNanos())));
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        List<Turn> parts = new ArrayList<>();
        for (Future<Turn> each : running) {
            parts.add(result(each));
        }
        long[] nanos = parts.stream()
                .flatMapToLong(part -> LongStream.of(part.nanos()))
                .toArray();
        return new Turn(
                nanos.length / seconds,
                nanos,
                parts.stream().mapToInt(Turn::wrong).sum());
    }

    private static Turn result(Future<Turn> running) throws InterruptedException {
        try {
            return running.get();
        } catch (ExecutionException broken) {
            throw new CliException(ExitCode.FAILED, "a connection broke: " + broken.getCause(), broken);
        }
    }

    private Turn overOne(Requests requests, int turn, AtomicInteger next, long end) throws IOException {
        long[] nanos = new long[FIRST_ROOM];
        int count = 0;
        int wrong = 0;
        try (HttpConnection connection = new HttpConnection(server)) {
            for (long sent = System.nanoTime(); sent < end; sent = System.nanoTime()) {
                int request = next.getAndIncrement();
                if (request >= requests.most()) {
                    break;
                }
                int path = request % requests.paths().size();
                Answer answer = connection.get(requests.paths().get(path), requests.bearer(turn, request));
                if (count == nanos.length) {
                    nanos = Arrays.copyOf(nanos, 2 * count);
                }
                nanos[count++] = System.nanoTime() - sent;
                boolean right = answer.status() == OK
                        && answer.body().contains(requests.expected().get(path));
                wrong += right ? 0 : 1;
            }
        }
        return new Turn(0, Arrays.copyOf(nanos, count), wrong);
    }
}
