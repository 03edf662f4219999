package dev.sia.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.server.agent.AgentId;
import dev.sia.server.audit.AuditEntry;
import dev.sia.server.audit.AuditFilter;
import dev.sia.server.audit.AuditOutcome;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.organization.OrganizationId;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What agents leave in the audit when they join and when they are refused. */
class AuditedCallsTest {
    @RegisterExtension
    static final TestDatabase postgres = AgentEdge.database();

    private static AgentEdge edge;

    private OrganizationId organization;

    @BeforeAll
    static void start() {
        edge = new AgentEdge(postgres.database(), AgentEdge.CALM);
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    @BeforeEach
    void organization() {
        organization = edge.organization();
    }

    private List<AuditEntry> entries(String action) {
        AuditFilter filter = new AuditFilter(null, action, null, null, null, null, null);
        return edge.features.audit.list(organization, filter, null, 100).entries();
    }

    private AuditEntry awaitDenial(String action) {
        return await().until(
                        () -> entries(action).stream()
                                .filter(entry -> entry.outcome() == AuditOutcome.DENIED)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static void assertFromHere(AuditEntry entry) {
        assertThat(entry.address()).isEqualTo("127.0.0.1");
        assertThat(entry.requestId()).isNotNull();
    }

    @Test
    void whoeverEnrolsIsNotedWithTheAgent() {
        AgentId agent = edge.idOf(edge.agent(organization));

        assertThat(entries("enrol")).singleElement().satisfies(entry -> {
            assertThat(entry.outcome()).isEqualTo(AuditOutcome.ALLOWED);
            assertThat(entry.agentId()).isEqualTo(agent.value());
            assertFromHere(entry);
        });
    }

    @Test
    void aTokenThatIsUsedUpIsNotedInItsOrganizationAndAnUnknownOneCounted() {
        String token = edge.enrolmentToken(organization, 1);
        edge.enrol(token, "first");
        long before = edge.features.denials.ofNobody();

        assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(() -> edge.enrol(token, "second"));
        assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(() -> edge.enrol("sia_en_unknown", "third"));

        AuditEntry entry = awaitDenial("enrol");
        assertThat(entry.actor()).isNull();
        assertThat(entry.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertFromHere(entry);
        assertThat(edge.features.denials.ofNobody()).isEqualTo(before + 1);
    }

    @Test
    void anAgentThatWasRemovedAndAnUnknownCredential() {
        String credential = edge.agent(organization);
        AgentId agent = edge.idOf(credential);
        edge.features.agents.remove(organization, agent, AgentEdge.USER, false);
        long before = edge.features.denials.ofNobody();

        edge.connect(credential).ended();
        edge.connect("sia_ag_unknown").ended();

        AuditEntry entry = awaitDenial("connect");
        assertThat(entry.agentId()).isEqualTo(agent.value());
        assertThat(entry.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertFromHere(entry);
        assertThat(edge.features.denials.ofNobody()).isEqualTo(before + 1);
    }

    @Test
    void anAgentOfAnotherProtocol() {
        TestAgent agent = edge.connect(edge.agent(organization));
        agent.send(ConnectRequest.newBuilder()
                .setAttach(TestAgent.attach().setProtocolMajor(2))
                .build());
        agent.ended();

        AuditEntry entry = awaitDenial("connect");
        assertThat(entry.code()).isEqualTo(ErrorCode.UNSUPPORTED_PROTOCOL_VERSION);
        assertThat(entry.actor()).isNotNull();
        assertFromHere(entry);
    }
}
