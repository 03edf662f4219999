package dev.sia.server.rest.operation;

import dev.sia.server.identity.Principal;
import dev.sia.server.identity.Role;
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
    private final Role role;
    private final Callers callers;

    AccessFilter(Operation operation, Role role, Callers callers) {
        this.operation = operation;
        this.role = role;
        this.callers = callers;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        Principal caller = callers.caller(request.getHeaderString(HttpHeaders.AUTHORIZATION));
        if (operation.organizational()) {
            String organization = request.getUriInfo().getPathParameters().getFirst(Operation.ORGANIZATION);
            caller.require(OrganizationId.parse(organization), role);
        }
        CallerSupplier.set(request, caller);
    }
}
