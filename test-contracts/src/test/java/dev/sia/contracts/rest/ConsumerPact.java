package dev.sia.contracts.rest;

import au.com.dius.pact.consumer.ConsumerPactRunnerKt;
import au.com.dius.pact.consumer.PactVerificationResult;
import au.com.dius.pact.consumer.model.MockProviderConfig;
import au.com.dius.pact.core.model.PactSpecVersion;
import au.com.dius.pact.core.model.V4Interaction;
import au.com.dius.pact.core.model.V4Pact;
import dev.sia.contracts.pact.Pacts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Plays interactions to a consumer by a mock server, and leaves those that went well as a pact. */
final class ConsumerPact implements AfterAllCallback {
    private final String consumer;
    private final List<V4Interaction> done = new ArrayList<>();

    ConsumerPact(String consumer) {
        this.consumer = consumer;
    }

    /** What a consumer does with a mock server. */
    interface Use {
        void with(String baseUrl) throws Exception;
    }

    /** Fails unless the consumer makes the request and is content with the answer. */
    void play(RestInteraction interaction, Use use) {
        play(List.of(interaction), use);
    }

    /** The same for several, which the mock server knows at a time. */
    void play(List<RestInteraction> interactions, Use use) {
        List<V4Interaction.SynchronousHttp> https =
                interactions.stream().map(RestInteraction::build).toList();
        V4Pact pact = Pacts.pact(consumer, Pacts.REST, https);
        PactVerificationResult result = ConsumerPactRunnerKt.runConsumerTest(
                pact, MockProviderConfig.createDefault(PactSpecVersion.V4), (server, context) -> {
                    use.with(server.getUrl());
                    return true;
                });
        switch (result) {
            case PactVerificationResult.Ok _ -> done.addAll(https);
            case PactVerificationResult.Error it when it.getError() instanceof Error error -> throw error;
            case PactVerificationResult.Error it -> throw new AssertionError(it.getDescription(), it.getError());
            default -> throw new AssertionError(result.getDescription());
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Pacts.write(consumer, Pacts.REST, done);
    }
}
