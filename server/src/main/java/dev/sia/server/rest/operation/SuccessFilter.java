package dev.sia.server.rest.operation;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Answers success with the status and a media type that the contract has for it. */
final class SuccessFilter implements ContainerResponseFilter {
    private final Operation operation;

    SuccessFilter(Operation operation) {
        this.operation = operation;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getStatusInfo().getFamily() != Response.Status.Family.SUCCESSFUL) {
            return;
        }
        response.setStatus(operation.successStatus());
        MediaType type = response.getMediaType();
        if (Operation.PROBLEM.equals(type)) {
            response.getHeaders().putSingle("Content-Type", operation.produces().getFirst());
        }
        ResponseHeaders.of(request)
                .forEach((name, value) -> response.getHeaders().putSingle(name, value));
    }
}
