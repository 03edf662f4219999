package dev.sia.cli.bench.dispatch;

import dev.sia.api.model.AgentStatus;
import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import dev.sia.cli.bench.BenchServer;
import dev.sia.sdk.Agents;
import dev.sia.sdk.SiaClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Idle agents: what they cost the server, and how they come back when it is started again. */
final class Fleet {
    private static final Duration JOIN_WITHIN = Duration.ofMinutes(5);
    private static final Duration BACK_WITHIN = Duration.ofMinutes(3);

    private final int agents;

    Fleet(int agents) {
        this.agents = agents;
    }

    /**
     * What came out.
     *
     * @param agentsPerConnection 1 where the limit of open files allows a connection for each
     * @param joinSeconds enrolment and first session of all
     * @param serverResidentMiB of the server's process, without its database; absent where the system does not tell
     * @param downSeconds from the order to stop until the new server was ready
     * @param backSeconds from the new server's readiness until every agent had a session
     * @param backInSecond how many sessions began in each second of that
     * @param online agents that the server says are online after it all
     */
    record Figures(
            int agents,
            int agentsPerConnection,
            double joinSeconds,
            @Nullable Long serverResidentMiB,
            @Nullable Long serverResidentMiBAfterRestart,
            double downSeconds,
            double backSeconds,
            int mostBackInOneSecond,
            List<Integer> backInSecond,
            int online) {}

    Figures measure(BenchServer server, Duration idle) throws IOException, InterruptedException {
        UUID organization = server.organization();
        try (AgentFleet fleet = new AgentFleet(server.address().grpcTarget(), (_, _) -> {}, _ -> {});
                SiaClient client = server.client()) {
            Agents people = client.agents(organization);
            long begin = System.nanoTime();
            fleet.join(people, agents, JOIN_WITHIN);
            double joined = secondsSince(begin);
            Thread.sleep(idle);
            Long resident = server.residentMiB();
            fleet.takeAttachTimes();
            long stopping = System.nanoTime();
            server.stop();
            server.start();
            long ready = System.nanoTime();
            if (!fleet.awaitAll(BACK_WITHIN)) {
                throw new CliException(
                        ExitCode.FAILED,
                        "only " + fleet.attached() + " of " + agents + " agents came back within "
                                + BACK_WITHIN.toSeconds() + " s after the server's restart");
            }
            long[] times = fleet.takeAttachTimes();
            Thread.sleep(idle);
            List<Integer> perSecond = perSecond(times, ready);
            return new Figures(
                    agents,
                    fleet.agentsPerConnection(),
                    joined,
                    resident,
                    server.residentMiB(),
                    rounded((ready - stopping) / 1e9),
                    rounded((times[times.length - 1] - ready) / 1e9),
                    perSecond.stream().mapToInt(Integer::intValue).max().orElse(0),
                    perSecond,
                    online(people));
        }
    }

    private static List<Integer> perSecond(long[] times, long ready) {
        int[] seconds = Arrays.stream(times)
                .mapToInt(time -> (int) Math.max(0, (time - ready) / 1_000_000_000))
                .toArray();
        int last = Arrays.stream(seconds).max().orElse(0);
        int[] counts = new int[last + 1];
        Arrays.stream(seconds).forEach(second -> counts[second]++);
        return IntStream.of(counts).boxed().toList();
    }

    private static int online(Agents people) {
        try (var all = people.list()) {
            return (int) all.filter(it -> it.getStatus() == AgentStatus.ONLINE).count();
        }
    }

    private static double secondsSince(long begin) {
        return rounded((System.nanoTime() - begin) / 1e9);
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
