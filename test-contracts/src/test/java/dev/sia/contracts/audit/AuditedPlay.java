package dev.sia.contracts.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sia.contracts.Tenant;
import dev.sia.contracts.node.Cluster;
import dev.sia.contracts.node.MortalNodes;
import dev.sia.sdk.LogRange;
import dev.sia.sdk.error.SiaNotFoundException;
import dev.sia.sdk.live.LiveLog;
import dev.sia.sdk.live.LogOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/**
 * Two organizations at work on two nodes while a script that a seed has written takes nodes, database and connections away. The pace of
 * the script is that of the work, so each blow hits a system that goes on after the one before.
 */
final class AuditedPlay implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int MOST_BETWEEN_BLOWS = 900;

    private final long seed;
    private final Random random;
    private final Cluster cluster;
    private final MortalNodes nodes;
    private final List<AuditedOrganization> organizations;
    private final LongAdder acknowledged = new LongAdder();
    private int kills;
    private int resets;

    /** What happens to the system. */
    private enum Blow {
        KILL_FIRST_NODE,
        KILL_SECOND_NODE,
        KILL_DATABASE,
        RESET_AGENTS,
        RESET_READERS
    }

    AuditedPlay(long seed, Cluster cluster, MortalNodes nodes) {
        this.seed = seed;
        this.random = new Random(seed);
        this.cluster = cluster;
        this.nodes = nodes;
        this.organizations = List.of(
                new AuditedOrganization(nodes, new Random(random.nextLong())),
                new AuditedOrganization(nodes, new Random(random.nextLong())));
    }

    /** Plays and compares. */
    void run() {
        organizations.forEach(organization -> organization.start(acknowledged));
        // From here on nothing depends on Temporal, whose server for tests does not survive the death of workers.
        awaitAll("work", AuditedOrganization::isAtWork);
        for (Blow blow : script()) {
            awaitWork(random.nextInt(MOST_BETWEEN_BLOWS));
            strike(blow);
        }
        awaitSettled();
        organizations.forEach(AuditedOrganization::watchAgain);
        agents().forEach(AuditedAgent::close);
        awaitReaders();
        compare();
        refuseStrangers();
    }

    /** Each of the blows at least once. */
    private List<Blow> script() {
        List<Blow> script = new ArrayList<>(List.of(Blow.values()));
        Stream.generate(() -> Blow.values()[random.nextInt(Blow.values().length)])
                .limit(3)
                .forEach(script::add);
        Collections.shuffle(script, random);
        return script;
    }

    private void awaitWork(int records) {
        long goal = acknowledged.sum() + records;
        awaitAll("its next blow", organization -> acknowledged.sum() >= goal || organization.isSettled());
    }

    private boolean hasFaults() {
        return agents().anyMatch(agent -> !agent.faults().isEmpty());
    }

    private void strike(Blow blow) {
        switch (blow) {
            case KILL_FIRST_NODE -> kill(() -> nodes.kill(0));
            case KILL_SECOND_NODE -> kill(() -> nodes.kill(1));
            case KILL_DATABASE ->
                kill(() -> {
                    cluster.awaitDatabase();
                    cluster.killDatabase();
                });
            case RESET_AGENTS -> reset(() -> nodes.front(random.nextInt(2)).resetAgents());
            case RESET_READERS -> reset(() -> nodes.front(random.nextInt(2)).resetPeople());
        }
    }

    private void kill(Runnable blow) {
        kills++;
        blow.run();
    }

    private void reset(Runnable blow) {
        resets++;
        blow.run();
    }

    private void awaitSettled() {
        nodes.awaitUp();
        awaitAll("the end", AuditedOrganization::isSettled);
    }

    private void awaitAll(String what, Predicate<AuditedOrganization> condition) {
        try {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .failFast("an agent is at its wits' end", this::hasFaults)
                    .until(() -> organizations.stream().allMatch(condition));
        } catch (ConditionTimeoutException | TerminalFailureException thrown) {
            throw new AssertionError(
                    "Seed " + seed + " does not come to " + what + "; "
                            + agents().map(agent -> agent + " " + agent.faults())
                                    .toList(),
                    thrown);
        }
    }

    /** Until everyone has seen the last record, or can see nothing more. Whether anything is missing is for the comparison. */
    private void awaitReaders() {
        Map<UUID, Long> sizes = agents().flatMap(agent -> agent.written().stream())
                .collect(Collectors.toMap(
                        log -> log.log().job(), log -> (long) log.lines().size()));
        try {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> readers()
                            .allMatch(reader -> reader.isOver()
                                    || reader.lastSeq() >= Objects.requireNonNull(sizes.get(reader.job()))));
        } catch (ConditionTimeoutException missing) {
            System.out.println("seed=" + seed + ": some readers wait in vain");
        }
        readers().forEach(AuditedReader::close);
        assertThat(readers().flatMap(reader -> reader.fault().stream()))
                .as("seed " + seed)
                .isEmpty();
    }

    private Stream<AuditedReader> readers() {
        return organizations.stream().flatMap(organization -> organization.readers().stream());
    }

    private void compare() {
        List<Written> written =
                agents().flatMap(agent -> agent.written().stream()).toList();
        List<Stored> stored = organizations.stream()
                .flatMap(organization -> organization.stored().stream())
                .toList();
        List<Received> received = readers().map(AuditedReader::received).toList();
        Findings findings = LogAudit.compare(written, stored, received);
        long records = written.stream().mapToLong(log -> log.lines().size()).sum();
        System.out.println(findings + " seed=" + seed + " records=" + records + " logs=" + written.size() + " readers="
                + received.size() + " kills=" + kills + " resets=" + resets + " sessions="
                + agents().mapToInt(AuditedAgent::sessions).sum());
        assertThat(findings.isClean())
                .as("%s with seed %d: %s", findings, seed, findings.details())
                .isTrue();
        assertThat(agents().flatMap(agent -> agent.faults().stream()))
                .as("seed " + seed)
                .isEmpty();
        assertThat(storedRecords()).as("seed " + seed).isEqualTo(records);
    }

    private Stream<AuditedAgent> agents() {
        return organizations.stream().flatMap(organization -> organization.agents().stream());
    }

    /** As the tables have it, whatever the interfaces say. */
    private long storedRecords() {
        String ids = String.join(
                "', '",
                organizations.stream()
                        .map(organization -> organization.id().toString())
                        .toList());
        return Long.parseLong(cluster.column("""
                select coalesce(sum(l.last_seq - l.first_seq + 1), 0) from log_chunk l
                join attempt t on t.id = l.attempt_id where t.organization_id in ('%s')
                """.formatted(ids)).getFirst());
    }

    /** Nobody gets a line of another organization by asking for it. */
    private void refuseStrangers() {
        Tenant stranger = organizations.getFirst().tenant(random.nextInt(2));
        AuditedOrganization other = organizations.getLast();
        UUID job = other.jobs().getFirst();
        for (UUID organization : List.of(stranger.organizationId(), other.id())) {
            assertThatThrownBy(() -> stranger.owner()
                            .logs(organization)
                            .lines(job, LogRange.LATEST)
                            .toList())
                    .isInstanceOf(SiaNotFoundException.class);
            assertThatThrownBy(() -> {
                        try (LiveLog log = stranger.owner().live().jobLog(organization, job, LogOptions.FOLLOW)) {
                            log.forEach(record -> {
                                throw new AssertionError("A stranger sees " + record);
                            });
                        }
                    })
                    .isInstanceOf(SiaNotFoundException.class);
        }
    }

    @Override
    public void close() {
        organizations.forEach(AuditedOrganization::close);
    }
}
