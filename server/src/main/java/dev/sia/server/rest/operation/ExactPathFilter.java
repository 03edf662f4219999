package dev.sia.server.rest.operation;

import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;

/** Jersey takes a path with a slash at its end for the one without; the contract has no such paths. */
@PreMatching
public final class ExactPathFilter implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
        if (request.getUriInfo().getPath(false).endsWith("/")) {
            throw new NotFoundException();
        }
    }
}
