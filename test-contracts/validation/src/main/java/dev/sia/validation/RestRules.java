package dev.sia.validation;

import dev.sia.validation.Exchange.Answer;
import dev.sia.validation.Operation.Outcome;
import dev.sia.validation.Operation.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;

/** What the OpenAPI document says of an exchange. */
final class RestRules {
    /** Deprecation and Sunset belong to deprecated operations, and to no others. */
    private static final Set<String> OF_DEPRECATED = Set.of("deprecation", "sunset");
    /** What RFC 9110 has servers say with these statuses, also where there is no operation. */
    private static final Map<Integer, String> OF_REFUSALS = Map.of(405, "allow", 503, "retry-after");

    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    /** Of requests that cannot be read there is no path; RFC 9110 and 6585. */
    private static final Set<Integer> UNREADABLE = Set.of(400, 408, 414, 417, 431, 501, 503, 505);

    private final List<Operation> operations;
    private final Map<String, Parameter> commonHeaders;
    private final SchemaBundle schemas;
    private final RequestRules requests;
    private final BodyRules bodies;

    RestRules(OpenApiReader document, SchemaBundle schemas) {
        this.operations = document.operations();
        this.commonHeaders = document.commonHeaders();
        this.schemas = schemas;
        this.bodies = new BodyRules(schemas);
        this.requests = new RequestRules(schemas, bodies);
    }

    BodyRules bodies() {
        return bodies;
    }

    /** The operation that a request is for. HEAD is GET without the body. */
    Optional<Operation> operation(String method, String path) {
        String meant = method.equals("HEAD") ? "GET" : method;
        return operations.stream()
                .filter(operation -> operation.method().equals(meant)
                        && operation.path().matcher(path).matches())
                .findFirst();
    }

    /** What an operation has to say about an answer that it gives. */
    Optional<Outcome> outcome(Operation operation, int status) {
        return Optional.ofNullable(operation.outcomes().get(status));
    }

    /** What is wrong with an exchange; empty when nothing is. */
    List<String> flaws(Exchange exchange) {
        String method = exchange.request().method();
        String path = exchange.request().path();
        return operation(method, path)
                .map(operation -> ofOperation(operation, exchange))
                .orElseGet(() -> ofNoOperation(exchange));
    }

    private List<String> ofOperation(Operation operation, Exchange exchange) {
        List<String> flaws = new ArrayList<>();
        int status = exchange.answer().status();
        if (status < 300) {
            Matcher path = operation.path().matcher(exchange.request().path());
            flaws.addAll(requests.flaws(operation, path, exchange.request()));
        }
        Optional<Outcome> outcome = outcome(operation, status);
        if (outcome.isEmpty()) {
            flaws.add("status " + status + " is not declared");
        } else {
            flaws.addAll(headers(operation.deprecated(), outcome.get(), exchange.answer()));
            flaws.addAll(bodies.flaws(outcome.get().bodies(), exchange.answer()));
        }
        return named(operation.id() + " (" + exchange + ")", flaws);
    }

    private static List<String> named(String name, List<String> flaws) {
        return flaws.stream().map(flaw -> name + ": " + flaw).toList();
    }

    private List<String> headers(boolean deprecated, Outcome outcome, Answer answer) {
        List<String> flaws = new ArrayList<>();
        for (String name : StandardHeaders.foreignToAnswers(answer.headers())) {
            Parameter declared = outcome.headers().getOrDefault(name, commonHeaders.get(name));
            if (declared != null) {
                flaws.addAll(
                        RequestRules.values(schemas, declared, answer.headers().getOrDefault(name, List.of())));
            } else if (!deprecated || !OF_DEPRECATED.contains(name)) {
                flaws.add("header " + name + " of status " + answer.status() + " is not declared");
            }
        }
        outcome.headers().forEach((name, header) -> {
            if (header.required() && !answer.headers().containsKey(name)) {
                flaws.add("header " + name + " is missing");
            }
        });
        // What is refused before it reaches the operation, by the port for example, cannot know of it.
        if (deprecated && answer.status() < 300 && !answer.headers().keySet().containsAll(OF_DEPRECATED)) {
            flaws.add("the operation is deprecated, and the answer does not say so with Deprecation and Sunset");
        }
        return flaws;
    }

    private List<String> ofNoOperation(Exchange exchange) {
        List<String> flaws = new ArrayList<>();
        Answer answer = exchange.answer();
        if (isPreflight(exchange)) {
            return flaws;
        }
        if (exchange.request().path().equals(LiveRules.PATH) && LiveRules.HANDSHAKE.contains(answer.status())) {
            return answer.status() == LiveRules.SWITCHED
                    ? flaws
                    : named(exchange.toString(), bodies.problemFlaws(answer));
        }
        boolean knownPath = operations.stream()
                .anyMatch(operation ->
                        operation.path().matcher(exchange.request().path()).matches());
        if (answer.status() != (knownPath ? METHOD_NOT_ALLOWED : NOT_FOUND) && !UNREADABLE.contains(answer.status())) {
            flaws.add("status " + answer.status() + " of what no operation is for");
        }
        for (String name : StandardHeaders.foreignToAnswers(answer.headers())) {
            if (!commonHeaders.containsKey(name) && !name.equals(OF_REFUSALS.get(answer.status()))) {
                flaws.add("header " + name + " of what no operation is for");
            }
        }
        flaws.addAll(bodies.problemFlaws(answer));
        return named(exchange.toString(), flaws);
    }

    /** Browsers ask whether they may call; that is no operation, as the contract says under Browsers. */
    private static boolean isPreflight(Exchange exchange) {
        return exchange.request().method().equals("OPTIONS")
                && exchange.request().headers().containsKey("access-control-request-method")
                && exchange.answer().status() == 204;
    }
}
