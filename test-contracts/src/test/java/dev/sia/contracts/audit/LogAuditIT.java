package dev.sia.contracts.audit;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.sia.contracts.node.Cluster;
import dev.sia.contracts.node.ForgetfulTemporal;
import dev.sia.contracts.node.MortalNodes;
import java.util.Arrays;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Nothing is lost, nothing comes twice, in another order or to somebody else, whatever is killed. Each seed is another play;
 * {@code -Dsia.audit.seeds=7}, {@code =7,8} or {@code =1-50} says which ones.
 */
class LogAuditIT {
    private static final String SEEDS = System.getProperty("sia.audit.seeds", "1");

    @RegisterExtension
    final Cluster cluster = Cluster.withDatabaseOfItsOwn();

    @TestFactory
    Stream<DynamicTest> ledgersAgree() {
        ForgetfulTemporal temporal = cluster.closing(new ForgetfulTemporal());
        temporal.start();
        cluster.set(temporal.settings());
        cluster.set("SIA_AGENT_GRACE", "2m");
        MortalNodes nodes = cluster.closing(new MortalNodes(cluster));
        return seeds().mapToObj(seed -> dynamicTest("seed " + seed, () -> {
            try (AuditedPlay play = new AuditedPlay(seed, cluster, nodes)) {
                play.run();
            }
        }));
    }

    private static LongStream seeds() {
        return Arrays.stream(SEEDS.split(",")).map(String::strip).flatMapToLong(LogAuditIT::range);
    }

    private static LongStream range(String text) {
        String[] ends = text.split("-", 2);
        long first = Long.parseLong(ends[0]);
        return LongStream.rangeClosed(first, ends.length == 1 ? first : Long.parseLong(ends[1]));
    }
}
