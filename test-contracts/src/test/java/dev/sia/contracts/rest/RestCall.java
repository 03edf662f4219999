package dev.sia.contracts.rest;

import dev.sia.contracts.pact.RestOperation;
import dev.sia.sdk.SiaClient;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A call of an operation that is right in itself, so that only what a test changes can be wrong with it.
 *
 * @param rest what the request has besides method, path and token
 * @param sdk the same call by the Java SDK; null when the SDK does not have it
 */
record RestCall(
        RestOperation operation,
        UnaryOperator<RestInteraction> rest,
        @Nullable Consumer<SiaClient> sdk) {
    /** Values of parameters that are no ids. */
    private static final Map<String, String> NAMES =
            Map.of("queueName", "backlog", "folder", "openapi", "file", "sia.yaml", "asset", "swagger-ui.css");

    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

    /** The path with names of the provider's state for the ids. */
    String path() {
        return PARAMETER
                .matcher(operation.path())
                .replaceAll(name -> NAMES.getOrDefault(name.group(1), "\\${" + name.group(1) + "}"));
    }

    /** The path with something else in the place of the organization's id. */
    String pathInOrganization(String text) {
        return path().replace("${organizationId}", text);
    }

    /** An interaction that begins with this call. */
    RestInteraction interaction(String description, String state) {
        return rest.apply(begin(description, state, path()));
    }

    /** The same at another path. */
    RestInteraction begin(String description, String state, String path) {
        RestInteraction interaction = RestInteraction.of(operation.id(), operation.id() + " " + description);
        interaction.given(state);
        return operation.role() == null
                ? interaction.whenAnybody(operation.method(), path)
                : interaction.when(operation.method(), path);
    }
}
