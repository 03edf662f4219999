package dev.sia.contracts.coverage;

import au.com.dius.pact.core.model.IRequest;
import au.com.dius.pact.core.model.V4Interaction;
import dev.sia.contracts.coverage.Coverage.Seen;
import dev.sia.contracts.pact.Pacts;
import dev.sia.contracts.pact.RestOperation;
import java.util.ArrayList;
import java.util.List;

/** Operations with every status that they declare. */
final class RestCoverage {
    private static final String ADVICE =
            "for a refusal give the operation's row in RestCalls what it needs, or add a test to"
                    + " SdkRefusalPactTest or HttpRefusalPactTest; for a success add one to SdkPactTest";

    private RestCoverage() {}

    static Coverage of(List<RestOperation> operations, PactFiles pacts) {
        List<Cell> declared = operations.stream()
                .flatMap(operation -> operation.statuses().stream().map(status -> cell(operation, status)))
                .toList();
        List<Seen> seen = new ArrayList<>();
        for (PactFiles.Told told : pacts.interactions(Pacts.REST)) {
            V4Interaction.SynchronousHttp call = (V4Interaction.SynchronousHttp) told.interaction();
            IRequest request = call.getRequest();
            int status = call.getResponse().getStatus();
            Cell cell = operations.stream()
                    .filter(operation -> operation.matches(request.getMethod(), request.getPath()))
                    .findFirst()
                    .map(operation -> cell(operation, status))
                    .orElseGet(() -> new Cell(request.getMethod() + " " + request.getPath(), Integer.toString(status)));
            seen.add(new Seen(told.consumer(), cell));
        }
        return Coverage.of("REST", ADVICE, declared, seen);
    }

    private static Cell cell(RestOperation operation, int status) {
        return new Cell(operation.id(), Integer.toString(status));
    }
}
