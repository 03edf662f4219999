package dev.sia.server.rest.operation;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.FieldError;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Refuses query parameters that the operation does not have: a filter with a slip in its name must not mean all. */
@Priority(Priorities.USER)
final class QueryFilter implements ContainerRequestFilter {
    private final Map<String, Boolean> repeatable;

    QueryFilter(Map<String, Boolean> repeatable) {
        this.repeatable = repeatable;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        List<FieldError> mistakes = new ArrayList<>();
        request.getUriInfo().getQueryParameters().forEach((name, values) -> {
            if (!repeatable.containsKey(name)) {
                mistakes.add(FieldError.inQuery(name, "is not a parameter of this operation"));
            } else if (values.size() > 1 && !repeatable.getOrDefault(name, false)) {
                mistakes.add(FieldError.inQuery(name, "must be given once"));
            }
        });
        if (!mistakes.isEmpty()) {
            throw DomainException.invalid(mistakes);
        }
    }
}
