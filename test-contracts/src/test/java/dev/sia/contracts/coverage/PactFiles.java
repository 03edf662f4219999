package dev.sia.contracts.coverage;

import au.com.dius.pact.core.model.DefaultPactReader;
import au.com.dius.pact.core.model.Interaction;
import au.com.dius.pact.core.model.Pact;
import au.com.dius.pact.core.model.V4Interaction;
import au.com.dius.pact.core.model.v4.MessageContents;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** All pacts in a folder, whoever has written them. */
final class PactFiles {
    private static final JsonMapper JSON = new JsonMapper();

    private final List<Pact> pacts;

    PactFiles(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            pacts = files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(file -> DefaultPactReader.INSTANCE.loadPact(file.toFile()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An interaction and whose it is. */
    record Told(String consumer, Interaction interaction) {}

    /** A message and whose it is. */
    record Message(String consumer, MessageContents contents) {
        JsonNode json() {
            try {
                return JSON.readTree(contents.getContents().valueAsString());
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(e);
            }
        }
    }

    List<Told> interactions(String provider) {
        return pacts.stream()
                .filter(pact -> pact.getProvider().getName().equals(provider))
                .flatMap(pact -> pact.getInteractions().stream()
                        .map(interaction -> new Told(pact.getConsumer().getName(), interaction)))
                .toList();
    }

    List<Message> messages(String provider) {
        return interactions(provider).stream()
                .flatMap(told -> contents(told.interaction()).map(one -> new Message(told.consumer(), one)))
                .toList();
    }

    private static Stream<MessageContents> contents(Interaction interaction) {
        return switch (interaction) {
            case V4Interaction.AsynchronousMessage it -> Stream.of(it.getContents());
            case V4Interaction.SynchronousMessages it ->
                Stream.concat(Stream.of(it.getRequest()), it.getResponse().stream());
            default -> throw new AssertionError("Not a message: " + interaction);
        };
    }
}
