package dev.sia.cli.bench.dispatch;

import dev.sia.cli.bench.HttpConnection;
import dev.sia.cli.bench.HttpConnection.Answer;
import dev.sia.cli.profile.DevelopmentServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Creates jobs over some connections, as fast as the server answers. */
final class JobLoad {
    private static final String ID = "\"id\":\"";
    private static final int ID_LENGTH = 36;
    private static final int CREATED = 201;
    private static final String JOB = """
            {"prompt":"Add a --json flag to the export command, with a test.",\
            "repository":{"url":"https://git.example.com/acme/exporter.git","baseBranch":"main"}}""";

    private final String path;
    private final String bearer;
    private final URI server;
    private final int width;
    private final AtomicInteger refused = new AtomicInteger();
    private volatile String firstRefusal = "";

    JobLoad(DevelopmentServer server, UUID organization, int width) throws IOException {
        path = "/v1/organizations/" + organization;
        Path token = DevelopmentServer.tokenFile(server.dataDirectory());
        bearer = "Authorization: Bearer " + Files.readString(token).strip() + "\r\n";
        this.server = server.httpUrl();
        this.width = width;
    }

    /**
     * A job that was created.
     *
     * @param sent just before the request, by {@link System#nanoTime}
     * @param answered when the answer was there
     */
    record Created(UUID job, long sent, long answered) {
        long nanos() {
            return answered - sent;
        }
    }

    /** Creates jobs over new connections, over each one after the other, while it goes on. */
    void run(BooleanSupplier goesOn, Consumer<Created> news) throws InterruptedException {
        List<Future<?>> threads = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < width; i++) {
                threads.add(executor.submit(() -> {
                    try (HttpConnection connection = open()) {
                        while (goesOn.getAsBoolean()) {
                            create(connection, news);
                        }
                    }
                    return null;
                }));
            }
        }
        for (Future<?> each : threads) {
            try {
                each.get();
            } catch (ExecutionException failed) {
                refuse("a connection broke: " + failed.getCause());
            }
        }
    }

    /** A new connection. */
    HttpConnection open() throws IOException {
        return new HttpConnection(server);
    }

    /** Creates one job; one that the server refuses is counted. */
    void create(HttpConnection connection, Consumer<Created> news) throws IOException {
        String headers = "Idempotency-Key: " + UUID.randomUUID() + "\r\n";
        long sent = System.nanoTime();
        Answer answer = post(connection, "/jobs", headers, JOB);
        long answered = System.nanoTime();
        if (answer.status() == CREATED) {
            int id = answer.body().indexOf(ID) + ID.length();
            news.accept(new Created(UUID.fromString(answer.body().substring(id, id + ID_LENGTH)), sent, answered));
        } else {
            refuse(answer.status() + " " + answer.body());
        }
    }

    /**
     * Sends anything below the organization's path, as its owner.
     *
     * @param headers further header lines, each with its line end
     */
    Answer post(HttpConnection connection, String below, String headers, String json) throws IOException {
        return connection.post(path + below, bearer + headers, json);
    }

    /** Counts a job that was not created. */
    void refuse(String reason) {
        if (refused.getAndIncrement() == 0) {
            firstRefusal = reason;
        }
    }

    /** How many were not created. */
    int refused() {
        return refused.get();
    }

    /** Why the first of them was not; empty when all were. */
    String firstRefusal() {
        return firstRefusal;
    }
}
