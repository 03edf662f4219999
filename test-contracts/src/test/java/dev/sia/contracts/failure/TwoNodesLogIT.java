package dev.sia.contracts.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sia.api.agent.v1.EnrolResponse;
import dev.sia.api.agent.v1.Offer;
import dev.sia.api.model.Job;
import dev.sia.contracts.ScriptedAgent;
import dev.sia.contracts.Tenant;
import dev.sia.contracts.node.ChildNode;
import dev.sia.contracts.node.Cluster;
import dev.sia.contracts.node.ForgetfulTemporal;
import dev.sia.contracts.node.Front;
import dev.sia.contracts.node.LocalNode;
import dev.sia.sdk.live.LiveLog;
import dev.sia.sdk.live.LogOptions;
import dev.sia.sdk.live.LogRecord;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The agent is on one node and the reader on another: whichever is killed, the reader sees every line once and in order. */
class TwoNodesLogIT {
    @RegisterExtension
    final Cluster cluster = new Cluster();

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Queue<LogRecord> seen = new ConcurrentLinkedQueue<>();

    private ChildNode dies;
    private LocalNode stays;

    @BeforeEach
    void start() {
        ForgetfulTemporal temporal = cluster.closing(new ForgetfulTemporal());
        temporal.start();
        cluster.set(temporal.settings());
        stays = cluster.local("stays");
        dies = cluster.child("dies");
    }

    @Test
    void readerSeesAllWhenTheAgentsNodeDies() {
        Tenant reader = cluster.tenant(stays);
        Tenant before = cluster.tenant(dies, reader.organizationId());
        Job job = reader.job();
        EnrolResponse enrolled = before.enrol("build-box-1");
        ScriptedAgent agent = before.connect(enrolled.getCredential());
        agent.attach(1);
        Offer offer = agent.accept();
        watch(reader, job);
        agent.log(offer, 1, 50);
        awaitSeen(50);

        dies.kill();
        ScriptedAgent returned = reader.connect(enrolled.getCredential());
        // Of the next lines some were sent before and some were not; the agent cannot know.
        assertThat(returned.attach(1, ScriptedAgent.held(offer, 40))
                        .getVerdicts(0)
                        .getAckedLogSeq())
                .isEqualTo(50);
        returned.log(offer, 41, 100);
        awaitSeen(100);
    }

    @Test
    void readerSeesAllWhenItsOwnNodeDies() throws Exception {
        Front entrance = cluster.closing(new Front(dies));
        Tenant reader = cluster.tenant(entrance);
        Tenant writer = cluster.tenant(stays, reader.organizationId());
        Job job = writer.job();
        ScriptedAgent agent = writer.agent(1);
        Offer offer = agent.accept();
        watch(reader, job);
        agent.log(offer, 1, 50);
        awaitSeen(50);

        dies.kill();
        agent.log(offer, 51, 100);
        entrance.leadTo(stays);
        agent.log(offer, 101, 150);
        awaitSeen(150);
        assertThat(seen).hasAtLeastOneElementOfType(LogRecord.Reconnected.class);
    }

    private void watch(Tenant reader, Job job) {
        LiveLog log = reader.owner().live().jobLog(reader.organizationId(), job.getId(), LogOptions.FOLLOW, seen::add);
        cluster.closing(log);
    }

    /** Just these, from the first one on. */
    private void awaitSeen(long last) {
        List<Long> expected = LongStream.rangeClosed(1, last).boxed().toList();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(seen.stream()
                                .filter(LogRecord.Line.class::isInstance)
                                .map(record -> ((LogRecord.Line) record).line().getSeq()))
                        .containsExactlyElementsOf(expected));
    }
}
