package dev.sia.server.rest.operation;

import dev.sia.server.identity.Principal;
import dev.sia.server.organization.OrganizationId;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;

/** The one place where a call is let in or not. */
@Priority(Priorities.AUTHENTICATION)
final class AccessFilter implements ContainerRequestFilter {
    private final Operation operation;
    private final Callers callers;

    AccessFilter(Operation operation, Callers callers) {
        this.operation = operation;
        this.callers = callers;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        Principal caller = callers.caller(request.getHeaderString(HttpHeaders.AUTHORIZATION));
        CallerSupplier.set(request, caller);
        ActorSupplier.set(request, caller, Origins.of(request, operation.name()));
        operation.access().ifPresent(demanded -> {
            String organization = request.getUriInfo().getPathParameters().getFirst(Operation.ORGANIZATION);
            caller.require(OrganizationId.parse(organization), demanded);
        });
    }
}
