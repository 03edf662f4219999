package dev.sia.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.UnknownFieldSet;
import dev.sia.api.agent.v1.Attach;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.server.agent.AgentId;
import dev.sia.server.attempt.AttemptStatus;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.job.Job;
import dev.sia.server.organization.OrganizationId;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who speaks is told by the metadata alone; nothing in a message does. */
class IdentityTest {
    @RegisterExtension
    static final TestDatabase postgres = AgentEdge.database();

    /** What could name who speaks. */
    private static final Pattern NAMES_SOMEBODY = Pattern.compile(
            ".*(agent_id|organization|tenant|owner|credential|token|session|principal|user|role|secret).*");

    static AgentEdge edge;

    @BeforeAll
    static void start() {
        edge = new AgentEdge(postgres.database(), AgentEdge.CALM);
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    private static void collect(Descriptor message, Set<Descriptor> seen, Set<String> fields) {
        if (seen.add(message)) {
            for (FieldDescriptor field : message.getFields()) {
                fields.add(field.getName());
                if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                    collect(field.getMessageType(), seen, fields);
                }
            }
        }
    }

    @Test
    void noMessageOfAnAgentCanNameItOrItsOrganization() {
        Set<Descriptor> seen = new HashSet<>();
        Set<String> fields = new TreeSet<>();
        ConnectRequest.getDescriptor().getFile().getServices().stream()
                .flatMap(service -> service.getMethods().stream())
                .forEach(method -> collect(method.getInputType(), seen, fields));

        assertThat(fields).contains("attach", "lease", "name");
        assertThat(fields.stream().filter(NAMES_SOMEBODY.asMatchPredicate())).isEmpty();
    }

    @Test
    void whatAMessageSaysBesidesTheContractChangesNothing() {
        OrganizationId organization = edge.organization();
        String credential = edge.agent(organization);
        AgentId other = edge.idOf(edge.agent(edge.organization()));
        UnknownFieldSet claims = UnknownFieldSet.newBuilder()
                .addField(
                        100,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFromUtf8(other.toString()))
                                .build())
                .build();
        Attach.Builder attach = TestAgent.attach().setUnknownFields(claims);

        try (TestAgent agent = edge.connect(credential)) {
            assertThat(agent.attached(attach).getAgentId())
                    .isEqualTo(edge.idOf(credential).toString())
                    .isNotEqualTo(other.toString());
        }
    }

    @Test
    void theLeaseOfAnotherAgentsAttemptIsGoodForNothing() {
        OrganizationId organization = edge.organization();
        try (TestAgent holder = edge.connect(edge.agent(organization));
                TestAgent thief = edge.connect(edge.agent(edge.organization()))) {
            holder.attached();
            Job job = edge.offered(organization, "stays with its agent");
            var offer = holder.next().getOffer();
            holder.accept(offer);
            assertThat(holder.logged(offer, 1, "one")).isEqualTo(1);
            thief.attached();

            thief.log(TestAgent.batch(offer, 2, "stolen"));
            assertThat(thief.next().hasLeaseLost()).isTrue();
            thief.succeed(offer, 1);
            assertThat(thief.next().hasLeaseLost()).isTrue();

            assertThat(holder.logged(offer, 2, "two")).isEqualTo(2);
            assertThat(edge.logOf(job)).containsExactly("1 one", "2 two");
            assertThat(edge.attempt(job).status()).isEqualTo(AttemptStatus.RUNNING);
        }
    }

    @Test
    void theLeaseOfAnotherAgentsAttemptIsAbandonedByAnAttachingOne() {
        OrganizationId organization = edge.organization();
        String mine = edge.agent(organization);
        try (TestAgent holder = edge.connect(edge.agent(organization));
                TestAgent thief = edge.connect(mine)) {
            holder.attached();
            edge.offered(organization, "stays with its agent");
            var offer = holder.next().getOffer();
            holder.accept(offer);
            assertThat(holder.logged(offer, 1, "one")).isEqualTo(1);

            assertThat(thief.attached(TestAgent.held(offer, 0))
                            .getVerdicts(0)
                            .getAction()
                            .name())
                    .isEqualTo("HELD_ATTEMPT_ACTION_ABANDON");
            assertThat(holder.logged(offer, 2, "two")).isEqualTo(2);
        }
    }
}
