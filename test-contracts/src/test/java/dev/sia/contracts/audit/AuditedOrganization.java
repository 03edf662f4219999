package dev.sia.contracts.audit;

import dev.sia.api.model.Attempt;
import dev.sia.api.model.Job;
import dev.sia.contracts.Tenant;
import dev.sia.contracts.node.MortalNodes;
import dev.sia.sdk.LogRange;
import dev.sia.sdk.SiaClient;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** One organization of the play: its agents, its jobs and who watches them, on both nodes. */
final class AuditedOrganization implements AutoCloseable {
    private static final int AGENTS = 2;
    private static final int JOBS = AGENTS * AuditedAgent.CAPACITY;

    private final UUID id = UUID.randomUUID();
    private final MortalNodes nodes;
    private final Random random;
    private final List<Tenant> tenants;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<AuditedAgent> agents = new ArrayList<>();
    private final List<UUID> jobs = new ArrayList<>();
    private final List<AuditedReader> readers = new ArrayList<>();

    AuditedOrganization(MortalNodes nodes, Random random) {
        this.nodes = nodes;
        this.random = random;
        this.tenants = List.of(new Tenant(nodes.front(0), id), new Tenant(nodes.front(1), id));
    }

    /** Queues the jobs, with their readers, and lets the agents begin. */
    void start(LongAdder acknowledged) {
        for (int number = 0; number < JOBS; number++) {
            Job job = tenants.get(number % 2).job();
            jobs.add(job.getId());
            watch(number % 2, job.getId());
        }
        for (int number = 0; number < AGENTS; number++) {
            String credential =
                    tenants.get(number % 2).enrol("build-box-" + number).getCredential();
            agents.add(new AuditedAgent(id, credential, nodes, new Random(random.nextLong()), acknowledged));
        }
    }

    private void watch(int place, UUID job) {
        add(new SocketReader("socket on " + place, http, nodes.front(place), id, job));
        add(new SocketReader("socket on " + (1 - place), http, nodes.front(1 - place), id, job));
        add(new SdkReader("SDK on " + place, tenants.get(place).owner(), id, job, 0));
        int turnover = 100 + random.nextInt(400);
        add(new SdkReader(
                "restless SDK on " + (1 - place), tenants.get(1 - place).owner(), id, job, turnover));
    }

    private void add(AuditedReader reader) {
        readers.add(reader);
        reader.start();
    }

    /** Readers that come when everything is over. */
    void watchAgain() {
        jobs.forEach(job -> add(new SdkReader("latecomer", tenants.getFirst().owner(), id, job, 0)));
    }

    /** Whether an agent has taken each of its jobs. */
    boolean isAtWork() {
        return agents.stream().mapToInt(AuditedAgent::taken).sum() == JOBS;
    }

    /** Whether the result of each of its jobs is stored. */
    boolean isSettled() {
        return agents.stream().mapToInt(AuditedAgent::settled).sum() == JOBS;
    }

    List<UUID> jobs() {
        return jobs;
    }

    List<AuditedReader> readers() {
        return readers;
    }

    List<AuditedAgent> agents() {
        return agents;
    }

    /** A client of its owner, on either node. */
    Tenant tenant(int place) {
        return tenants.get(place);
    }

    UUID id() {
        return id;
    }

    /** Everything that the server has of its logs. */
    List<Stored> stored() {
        return jobs.stream().flatMap(this::stored).toList();
    }

    private Stream<Stored> stored(UUID job) {
        SiaClient client = tenants.get(random.nextInt(2)).owner();
        return client.jobs(id).attempts(job).map(attempt -> {
            List<AuditedLine> lines = client.logs(id)
                    .lines(job, LogRange.ofAttempt(attempt.getNumber()))
                    .map(AuditedLine::of)
                    .toList();
            return stored(job, attempt, lines);
        });
    }

    private Stored stored(UUID job, Attempt attempt, List<AuditedLine> lines) {
        var log = attempt.getLog();
        return new Stored(new LogName(id, job, attempt.getNumber()), lines, log.getDigest(), log.getComplete());
    }

    @Override
    public void close() {
        readers.forEach(AuditedReader::close);
        agents.forEach(AuditedAgent::close);
        tenants.forEach(Tenant::close);
        http.shutdownNow();
    }
}
