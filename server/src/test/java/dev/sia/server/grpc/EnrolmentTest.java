package dev.sia.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sia.api.agent.v1.AgentServiceGrpc;
import dev.sia.api.agent.v1.EnrolRequest;
import dev.sia.api.agent.v1.EnrolResponse;
import dev.sia.server.agent.AgentStatus;
import dev.sia.server.db.TestDatabase;
import dev.sia.server.organization.OrganizationId;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnrolmentTest {
    @RegisterExtension
    static final TestDatabase postgres = AgentEdge.database();

    static AgentEdge edge;

    @BeforeAll
    static void start() {
        edge = new AgentEdge(postgres.database(), AgentEdge.CALM);
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    @Test
    void makesAnAgentInTheOrganizationOfTheToken() {
        OrganizationId organization = edge.organization();

        EnrolResponse enrolled = edge.enrol(edge.enrolmentToken(organization, 1), "build-box-1");

        assertThat(enrolled.getOrganizationId()).isEqualTo(organization.toString());
        assertThat(enrolled.getCredential()).startsWith("sia_ag_");
        var agent = edge.features.agents.find(organization, edge.idOf(enrolled.getCredential()));
        assertThat(agent.name()).isEqualTo("build-box-1");
        assertThat(agent.status()).isEqualTo(AgentStatus.OFFLINE);
        assertThat(enrolled.getAgentId()).isEqualTo(agent.id().toString());
    }

    @Test
    void takesATokenOnlyAsOftenAsItSays() {
        String token = edge.enrolmentToken(edge.organization(), 1);
        edge.enrol(token, "first");

        assertRefused(token, "second", Status.Code.UNAUTHENTICATED, "used up");
    }

    @Test
    void refusesAnUnknownToken() {
        assertRefused("sia_en_unknown", "box", Status.Code.UNAUTHENTICATED, "unknown");
    }

    @Test
    void refusesACredentialInPlaceOfAToken() {
        assertRefused(edge.agent(edge.organization()), "box", Status.Code.UNAUTHENTICATED, "unknown");
    }

    @Test
    void refusesACallWithoutAToken() {
        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() -> AgentServiceGrpc.newBlockingStub(edge.channel)
                        .enrol(EnrolRequest.newBuilder().setName("box").build()))
                .satisfies(refusal -> {
                    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
                    assertThat(refusal.getStatus().getDescription()).contains("authorization: Bearer");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "two\nlines", "nul\0", "escape\u001b[0m"})
    void refusesANameThatIsNotOneLine(String name) {
        assertRefused(edge.enrolmentToken(edge.organization(), 1), name, Status.Code.INVALID_ARGUMENT, "name must be");
    }

    @Test
    void countsTheNameInCharactersAndLeavesTheTokenUnusedWhenItIsTooLong() {
        String token = edge.enrolmentToken(edge.organization(), 1);
        assertRefused(token, "x".repeat(101), Status.Code.INVALID_ARGUMENT, "name must be at most 100 characters");

        assertThat(edge.enrol(token, "😀".repeat(100)).getCredential()).isNotEmpty();
    }

    private static void assertRefused(String token, String name, Status.Code code, String words) {
        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() -> edge.enrol(token, name))
                .satisfies(refusal -> {
                    assertThat(refusal.getStatus().getCode()).isEqualTo(code);
                    assertThat(refusal.getStatus().getDescription()).contains(words);
                    assertThat(refusal.getStatus().getDescription()).doesNotContain(token);
                });
    }
}
