package dev.sia.cli.bench.dispatch;

import dev.sia.cli.bench.HttpConnection;
import dev.sia.cli.bench.HttpConnection.Answer;
import dev.sia.cli.bench.Percentiles;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** How long a person waits who moves a job in a long queue: one move after the other, to every kind of place. */
final class Moves {
    private static final int OK = 200;
    private static final int WARM_UP = 200;

    private final JobLoad load;
    private final List<UUID> jobs;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private int refused;
    private String firstRefusal = "";

    /** @param jobs that wait, all of the same priority */
    Moves(JobLoad load, List<UUID> jobs) {
        this.load = load;
        this.jobs = jobs;
    }

    /** What came out. */
    record Figures(int queued, int moves, Percentiles answerMillis, int refused, String firstRefusal) {}

    Figures measure(int moves) throws IOException {
        long[] nanos = new long[moves];
        try (HttpConnection connection = load.open()) {
            for (int i = 0; i < WARM_UP; i++) {
                move(connection, i);
            }
            for (int i = 0; i < moves; i++) {
                nanos[i] = move(connection, i);
            }
        }
        return new Figures(jobs.size(), moves, Percentiles.ofNanos(nanos), refused, firstRefusal);
    }

    private long move(HttpConnection connection, int number) throws IOException {
        int job = random.nextInt(jobs.size());
        UUID other = jobs.get((job + 1 + random.nextInt(jobs.size() - 1)) % jobs.size());
        String place = switch (number % 4) {
            case 0 -> "\"to\":\"head\"";
            case 1 -> "\"to\":\"tail\"";
            case 2 -> "\"before\":\"" + other + "\"";
            default -> "\"after\":\"" + other + "\"";
        };
        String body = "{\"jobId\":\"" + jobs.get(job) + "\"," + place + "}";
        long begin = System.nanoTime();
        Answer answer = load.post(connection, "/queues/backlog/move", "If-Match: *\r\n", body);
        long nanos = System.nanoTime() - begin;
        if (answer.status() != OK && refused++ == 0) {
            firstRefusal = answer.status() + " " + answer.body();
        }
        return nanos;
    }
}
