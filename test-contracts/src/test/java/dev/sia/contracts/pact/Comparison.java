package dev.sia.contracts.pact;

import au.com.dius.pact.core.model.ContentType;
import au.com.dius.pact.core.model.OptionalBody;
import au.com.dius.pact.core.model.V4Interaction;
import au.com.dius.pact.core.model.generators.GeneratorTestMode;
import au.com.dius.pact.core.model.v4.MessageContents;
import au.com.dius.pact.core.support.Result;
import au.com.dius.pact.core.support.json.JsonValue;
import au.com.dius.pact.provider.BodyComparisonResult;
import au.com.dius.pact.provider.ComparisonResult;
import au.com.dius.pact.provider.ResponseComparison;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Compares messages with what a pact says about them. */
public final class Comparison {
    private static final ContentType JSON = ContentType.fromString("application/json");

    private Comparison() {}

    /** What is wrong with a message; empty when nothing is. */
    public static String difference(MessageContents expected, String actualJson) {
        V4Interaction.AsynchronousMessage one = new V4Interaction.AsynchronousMessage("message", List.of(), expected);
        ComparisonResult result = ResponseComparison.Companion.compareMessage(
                one, OptionalBody.body(actualJson.getBytes(StandardCharsets.UTF_8), JSON), null, Map.of());
        Object body = result.getBodyMismatches();
        if (body instanceof Result.Ok<?> ok && ok.getValue() instanceof BodyComparisonResult compared) {
            return compared.getMismatches().values().stream()
                    .flatMap(List::stream)
                    .map(mismatch -> mismatch.getPath() + ": " + mismatch.getMismatch())
                    .collect(Collectors.joining("; "));
        }
        return "No comparison: " + body;
    }

    /** Which kind of message the contents are, as {@link Example#message} labelled them. */
    public static String kind(MessageContents contents) {
        Object kind = contents.getMetadata().get("kind");
        return kind instanceof JsonValue json ? String.valueOf(json.asString()) : String.valueOf(kind);
    }

    /** The message as JSON, with values of the provider's state in their places. */
    public static String filled(MessageContents contents, Map<String, ?> stateValues) {
        return contents.getGenerators()
                .applyBodyGenerators(
                        contents.getContents(),
                        JSON,
                        new HashMap<>(Map.of("providerState", new HashMap<>(stateValues))),
                        GeneratorTestMode.Provider)
                .valueAsString();
    }
}
