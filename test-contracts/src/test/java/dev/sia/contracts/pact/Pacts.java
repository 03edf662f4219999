package dev.sia.contracts.pact;

import au.com.dius.pact.core.model.Consumer;
import au.com.dius.pact.core.model.DefaultPactReader;
import au.com.dius.pact.core.model.Interaction;
import au.com.dius.pact.core.model.Pact;
import au.com.dius.pact.core.model.PactSpecVersion;
import au.com.dius.pact.core.model.Provider;
import au.com.dius.pact.core.model.ProviderState;
import au.com.dius.pact.core.model.V4Interaction;
import au.com.dius.pact.core.model.V4Pact;
import au.com.dius.pact.core.model.v4.MessageContents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Where consumer tests leave their pacts and provider tests find them. */
public final class Pacts {
    /** The folder of all pacts of this build. */
    public static final String DIRECTORY = "target/pacts";

    /** Name of the REST surface. */
    public static final String REST = "sia-rest";

    /** Name of the surface of agents, gRPC. */
    public static final String AGENT = "sia-agent-stream";

    /** Name of the live surface, WebSocket. */
    public static final String LIVE = "sia-live";

    private Pacts() {}

    /** A pact of version 4. */
    public static V4Pact pact(String consumer, String provider, List<? extends Interaction> interactions) {
        return new V4Pact(new Consumer(consumer), new Provider(provider), new ArrayList<>(interactions));
    }

    /** Leaves a pact for the provider's test, in place of an older one. */
    public static void write(String consumer, String provider, List<? extends Interaction> interactions) {
        V4Pact pact = pact(consumer, provider, interactions);
        Path.of(DIRECTORY, consumer + "-" + provider + ".json").toFile().delete();
        String problem = pact.write(DIRECTORY, PactSpecVersion.V4).errorValue() instanceof Throwable thrown
                ? thrown.toString()
                : "";
        if (!problem.isEmpty()) {
            throw new IllegalStateException("The pact could not be written: " + problem);
        }
    }

    /** What a consumer's test left. */
    public static List<Interaction> read(String consumer, String provider) {
        Path file = Path.of(DIRECTORY, consumer + "-" + provider + ".json");
        return DefaultPactReader.INSTANCE.loadPact(file.toFile()).getInteractions();
    }

    /** What all consumers of a surface left. */
    public static List<Pact> all(String provider) {
        try (Stream<Path> files = Files.list(Path.of(DIRECTORY))) {
            return files.sorted()
                    .map(file -> DefaultPactReader.INSTANCE.loadPact(file.toFile()))
                    .filter(pact -> pact.getProvider().getName().equals(provider))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A question and its answers. */
    public static V4Interaction.SynchronousMessages exchange(
            String description, ProviderState state, MessageContents request, MessageContents... answers) {
        return new V4Interaction.SynchronousMessages(
                description, List.of(state), request, new ArrayList<>(List.of(answers)));
    }

    /** A message that comes by itself. */
    public static V4Interaction.AsynchronousMessage message(
            String description, ProviderState state, MessageContents contents) {
        return new V4Interaction.AsynchronousMessage(description, List.of(state), contents);
    }
}
