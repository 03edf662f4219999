package dev.sia.cli.bench.dispatch;

import dev.sia.api.agent.v1.Offer;
import dev.sia.cli.bench.BenchServer;
import dev.sia.cli.bench.HttpConnection;
import dev.sia.cli.bench.Percentiles;
import dev.sia.cli.bench.dispatch.DispatchSettings.Sizes;
import dev.sia.cli.bench.dispatch.JobLoad.Created;
import dev.sia.sdk.SiaClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How long after its creation a job is offered to an agent, when agents are idle. Jobs come at a fixed rate. */
final class Latency {
    private static final int AGENTS = 20;
    private static final int CONNECTIONS = 8;
    private static final Duration JOIN_WITHIN = Duration.ofMinutes(1);
    private static final Duration LAST_OFFER_WITHIN = Duration.ofSeconds(30);

    private final Sizes sizes;
    private final Map<UUID, Long> offered = new ConcurrentHashMap<>();

    Latency(Sizes sizes) {
        this.sizes = sizes;
    }

    /**
     * What came out.
     *
     * @param fromRequest milliseconds from just before the create request to the offer
     * @param fromAnswer the same from the answer to it; negative when the offer was sooner
     * @param notOffered jobs that no agent was offered in time
     */
    record Figures(
            int agents,
            int jobsPerSecond,
            int jobs,
            Percentiles fromRequest,
            Percentiles fromAnswer,
            int notOffered,
            int refused) {}

    Figures measure(BenchServer server, Duration warmUp, Duration time) throws IOException, InterruptedException {
        UUID organization = server.organization();
        JobLoad load = new JobLoad(server.address(), organization, CONNECTIONS);
        try (AgentFleet fleet = new AgentFleet(server.address().grpcTarget(), this::note, _ -> {});
                SiaClient client = server.client()) {
            fleet.join(client.agents(organization), AGENTS, JOIN_WITHIN);
            Queue<Created> created = new ConcurrentLinkedQueue<>();
            feed(load, warmUp, created);
            awaitOffers(created);
            created.clear();
            offered.clear();
            feed(load, time, created);
            awaitOffers(created);
            return figures(List.copyOf(created), load.refused());
        }
    }

    private void note(Offer offer, long nanos) {
        offered.putIfAbsent(UUID.fromString(offer.getJobId()), nanos);
    }

    /** Creates at the rate, whether or not the server keeps up: every request has its moment. */
    private void feed(JobLoad load, Duration time, Queue<Created> created) throws IOException, InterruptedException {
        BlockingQueue<HttpConnection> free = new LinkedBlockingQueue<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            free.add(load.open());
        }
        long begin = System.nanoTime();
        long jobs = time.toMillis() * sizes.latencyRate() / 1_000;
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (long job = 0; job < jobs; job++) {
                long due = begin + job * TimeUnit.SECONDS.toNanos(1) / sizes.latencyRate();
                LockSupport.parkNanos(due - System.nanoTime());
                executor.execute(() -> create(load, free, created));
            }
        }
        for (HttpConnection each : free) {
            each.close();
        }
    }

    private static void create(JobLoad load, BlockingQueue<HttpConnection> free, Queue<Created> created) {
        try {
            HttpConnection connection = free.take();
            try {
                load.create(connection, created::add);
            } finally {
                free.add(connection);
            }
        } catch (IOException broken) {
            load.refuse("a connection broke: " + broken);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitOffers(Queue<Created> created) throws InterruptedException {
        long deadline = System.nanoTime() + LAST_OFFER_WITHIN.toNanos();
        while (created.stream().anyMatch(it -> !offered.containsKey(it.job())) && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
    }

    private Figures figures(List<Created> created, int refused) {
        List<Created> served =
                created.stream().filter(it -> offered.containsKey(it.job())).toList();
        return new Figures(
                AGENTS,
                sizes.latencyRate(),
                created.size(),
                Percentiles.ofNanos(served.stream()
                        .mapToLong(it -> offered.getOrDefault(it.job(), 0L) - it.sent())
                        .toArray()),
                Percentiles.ofNanos(served.stream()
                        .mapToLong(it -> offered.getOrDefault(it.job(), 0L) - it.answered())
                        .toArray()),
                created.size() - served.size(),
                refused);
    }
}
