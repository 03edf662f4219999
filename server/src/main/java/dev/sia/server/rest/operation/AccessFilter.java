package dev.sia.server.rest.operation;

import dev.sia.server.http.ClientAddresses;
import dev.sia.server.identity.Principal;
import dev.sia.server.limit.RateLimits;
import dev.sia.server.organization.OrganizationId;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;

/** The one place where a call is let in or not: who it is, how often, and whether the caller may. */
@Priority(Priorities.AUTHENTICATION)
final class AccessFilter implements ContainerRequestFilter {
    private final Operation operation;
    private final Callers callers;
    private final RateLimits limits;

    AccessFilter(Operation operation, Callers callers, RateLimits limits) {
        this.operation = operation;
        this.callers = callers;
        this.limits = limits;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        Principal caller = callers.caller(
                request.getHeaderString(HttpHeaders.AUTHORIZATION),
                String.valueOf(request.getProperty(ClientAddresses.ATTRIBUTE)));
        CallerSupplier.set(request, caller);
        ActorSupplier.set(request, caller, Origins.of(request, operation.name()));
        RateLimitFilter.spend(request, limits.principal(caller.kind() + " " + caller.id()));
        operation.access().ifPresent(demanded -> {
            OrganizationId organization = OrganizationId.parse(
                    request.getUriInfo().getPathParameters().getFirst(Operation.ORGANIZATION));
            // First: nobody uses up what an organization has without being in it.
            caller.require(organization, demanded);
            RateLimitFilter.spend(request, limits.organization(organization));
        });
    }
}
