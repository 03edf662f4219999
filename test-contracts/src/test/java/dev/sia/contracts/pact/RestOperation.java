package dev.sia.contracts.pact;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/**
 * An operation of the OpenAPI contract.
 *
 * @param path as in the contract, with its parameters in braces
 * @param statuses every outcome that it declares
 * @param role the least role that may call it; null when anybody may
 * @param takesBody whether it reads a body
 */
public record RestOperation(
        String id,
        String method,
        String path,
        SortedSet<Integer> statuses,
        @Nullable String role,
        boolean takesBody) {

    /** Every operation, in the order of the contract. */
    public static List<RestOperation> all() {
        try (InputStream in = RestOperation.class.getResourceAsStream("/contracts/openapi/sia.yaml")) {
            return in(new Yaml().load(Objects.requireNonNull(in)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The operations of a contract that was read already. */
    public static List<RestOperation> in(Map<?, ?> contract) {
        List<RestOperation> operations = new ArrayList<>();
        map(contract.get("paths"))
                .forEach((path, item) -> map(item).forEach((method, operation) -> {
                    if (operation instanceof Map<?, ?> members && members.containsKey("operationId")) {
                        operations.add(of((String) path, (String) method, members));
                    }
                }));
        return operations;
    }

    private static RestOperation of(String path, String method, Map<?, ?> operation) {
        SortedSet<Integer> statuses = new TreeSet<>();
        map(operation.get("responses")).keySet().forEach(status -> statuses.add(Integer.valueOf(status.toString())));
        return new RestOperation(
                String.valueOf(operation.get("operationId")),
                method.toUpperCase(Locale.ROOT),
                path,
                statuses,
                (String) operation.get("x-required-role"),
                operation.containsKey("requestBody"));
    }

    private static Map<?, ?> map(@Nullable Object node) {
        return (Map<?, ?>) Objects.requireNonNull(node);
    }

    /** Whether a request with this method and path is one of this operation. */
    public boolean matches(String requestMethod, String requestPath) {
        return method.equals(requestMethod) && requestPath.matches(path.replaceAll("\\{\\w+}", "[^/]+"));
    }

    /** Whether it belongs to an organization. */
    public boolean ofOrganization() {
        return path.contains("{organizationId}");
    }

    /** Whether it is about one thing in an organization that has an id in the path. */
    public boolean aboutOneThing() {
        return path.matches(".*\\{(job|agent|key|token)Id}.*");
    }
}
