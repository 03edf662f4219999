package dev.sia.server.rest.operation;

import dev.sia.server.identity.Access;
import dev.sia.server.identity.Principal;
import dev.sia.server.organization.OrganizationId;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;

/** The one place where a call is let in or not. */
@Priority(Priorities.AUTHENTICATION)
final class AccessFilter implements ContainerRequestFilter {
    private final Optional<Access> access;
    private final Callers callers;

    /** @param access empty for an operation that is not about one organization */
    AccessFilter(Optional<Access> access, Callers callers) {
        this.access = access;
        this.callers = callers;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        Principal caller = callers.caller(request.getHeaderString(HttpHeaders.AUTHORIZATION));
        access.ifPresent(demanded -> {
            String organization = request.getUriInfo().getPathParameters().getFirst(Operation.ORGANIZATION);
            caller.require(OrganizationId.parse(organization), demanded);
        });
        CallerSupplier.set(request, caller);
    }
}
