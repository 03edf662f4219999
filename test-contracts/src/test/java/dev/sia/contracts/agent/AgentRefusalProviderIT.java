package dev.sia.contracts.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import au.com.dius.pact.core.model.Interaction;
import au.com.dius.pact.core.model.V4Interaction;
import au.com.dius.pact.core.model.v4.MessageContents;
import dev.sia.api.agent.v1.EnrolResponse;
import dev.sia.contracts.ScriptedAgent;
import dev.sia.contracts.Tenant;
import dev.sia.contracts.TestServer;
import dev.sia.contracts.pact.Comparison;
import dev.sia.contracts.pact.Pacts;
import io.grpc.Status;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whether the real server ends calls of agents as the pact says, with nothing before the end. */
class AgentRefusalProviderIT {
    @RegisterExtension
    static final TestServer server = new TestServer();

    private static List<Interaction> interactions() {
        List<Interaction> interactions = Pacts.read(AgentRefusals.CONSUMER, Pacts.AGENT);
        assertThat(interactions).isNotEmpty();
        return interactions;
    }

    private static String state(Interaction interaction) {
        return interaction.getProviderStates().getFirst().getName();
    }

    /** How a stream ended on a server that has stopped, which {@link AgentProviderIT} has at hand. */
    static void compareEndByStop(Status end) {
        Interaction stopping = interactions().stream()
                .filter(interaction -> state(interaction).equals(AgentRefusals.STOPPING))
                .findFirst()
                .orElseThrow();
        compare(((V4Interaction.AsynchronousMessage) stopping).getContents(), end);
    }

    @TestFactory
    Stream<DynamicTest> keepsThePact() {
        return interactions().stream()
                .filter(interaction -> !state(interaction).equals(AgentRefusals.STOPPING))
                .map(interaction -> dynamicTest(interaction.getDescription(), () -> verify(interaction)));
    }

    private static void verify(Interaction interaction) throws Exception {
        String state = state(interaction);
        switch (interaction) {
            case V4Interaction.SynchronousMessages it -> {
                try (Tenant tenant = server.tenant()) {
                    Status end = new AgentCall(tenant.channel(), credential(tenant, state)).refusal(it.getRequest());
                    assertThat(it.getResponse()).hasSize(1);
                    compare(it.getResponse().getFirst(), end);
                }
            }
            case V4Interaction.AsynchronousMessage it -> compare(it.getContents(), end(state));
            default -> throw new AssertionError("Not a message: " + interaction);
        }
    }

    private static String credential(Tenant tenant, String state) {
        return switch (state) {
            case AgentRefusals.NO_TOKEN -> "sia_en_" + "x".repeat(43);
            case AgentRefusals.TOKEN -> tenant.enrolmentToken();
            case AgentRefusals.ENROLLED -> tenant.enrol("build-box-1").getCredential();
            case AgentRefusals.REVOKED -> {
                EnrolResponse enrolled = tenant.enrol("build-box-1");
                tenant.owner().agents(tenant.organizationId()).revokeCredential(UUID.fromString(enrolled.getAgentId()));
                yield enrolled.getCredential();
            }
            default -> throw new AssertionError("Unknown provider state: " + state);
        };
    }

    private static Status end(String state) {
        try (Tenant tenant = server.tenant()) {
            String credential = tenant.enrol("build-box-1").getCredential();
            return switch (state) {
                case AgentRefusals.SILENT -> new AgentCall(tenant.channel(), credential).endOfSilence();
                case AgentRefusals.TWICE -> {
                    ScriptedAgent first = tenant.connect(credential);
                    first.attach(1);
                    tenant.connect(credential).attach(1);
                    yield first.ended();
                }
                default -> throw new AssertionError("Unknown provider state: " + state);
            };
        }
    }

    private static void compare(MessageContents expected, Status end) {
        String actual = AgentRefusals.json(end);
        assertThat(Comparison.difference(expected, actual)).as(actual).isEmpty();
    }
}
