package dev.sia.server.rest.operation;

import jakarta.annotation.Priority;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;

/**
 * Refuses a client that would take nothing but problems. The generated interfaces count the media type of problems among
 * those of success, so Jersey lets such a client in.
 */
@Priority(Priorities.HEADER_DECORATOR)
final class NegotiationFilter implements ContainerRequestFilter {
    private final Operation operation;

    NegotiationFilter(Operation operation) {
        this.operation = operation;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        boolean acceptable = request.getAcceptableMediaTypes().stream()
                .anyMatch(accepted -> operation.produces().stream().anyMatch(accepted::isCompatible));
        if (!acceptable) {
            throw new NotAcceptableException();
        }
    }
}
