package dev.sia.contracts.agent;

import static org.assertj.core.api.Assertions.assertThat;

import au.com.dius.pact.core.model.V4Interaction;
import au.com.dius.pact.core.model.v4.MessageContents;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.sia.contracts.pact.Comparison;
import dev.sia.contracts.pact.Pacts;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The pact in the making: remembers which interactions the agent went through, and leaves it when these were all. */
final class AgentPact implements AfterAllCallback {
    private final Map<String, V4Interaction> interactions = AgentInteractions.all().stream()
            .collect(Collectors.toMap(V4Interaction::getDescription, Function.identity()));
    private final Set<String> done = ConcurrentHashMap.newKeySet();
    private final Map<String, String> differences = new ConcurrentHashMap<>();

    private V4Interaction named(String interaction) {
        return Objects.requireNonNull(interactions.get(interaction), interaction);
    }

    /** The agent's message of an interaction. */
    MessageContents request(String interaction) {
        return ((V4Interaction.SynchronousMessages) named(interaction)).getRequest();
    }

    /** The server's message of an interaction, read as the agent reads it. */
    <B extends Message.Builder> B answer(String interaction, B builder) {
        done.add(interaction);
        MessageContents contents = switch (named(interaction)) {
            case V4Interaction.AsynchronousMessage it -> it.getContents();
            case V4Interaction.SynchronousMessages it -> it.getResponse().getFirst();
            default -> throw new IllegalArgumentException(interaction);
        };
        try {
            JsonFormat.parser().merge(contents.getContents().valueAsString(), builder);
            return builder;
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(interaction + " does not fit the contract", e);
        }
    }

    /** The agent said this where an interaction has its message. */
    void said(String interaction, String json) {
        String difference = Comparison.difference(request(interaction), json);
        if (difference.isEmpty()) {
            done.add(interaction);
        } else {
            differences.put(interaction, difference + " in " + json);
        }
    }

    /** An interaction went well. */
    void done(String interaction) {
        done.add(interaction);
    }

    void assertNoDifferences() {
        assertThat(differences).isEmpty();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        assertThat(done).as("interactions that the agent went through").containsAll(interactions.keySet());
        Pacts.write(AgentInteractions.CONSUMER, Pacts.AGENT, AgentInteractions.all());
    }
}
