package dev.sia.server.rest.operation;

import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.util.List;
import org.glassfish.jersey.server.ExtendedUriInfo;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.model.ResourceMethod;

/** Refuses the OPTIONS methods that Jersey adds to every path: they are in no contract. */
final class UncontractedFilter implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
        Resource resource = ((ExtendedUriInfo) request.getUriInfo()).getMatchedModelResource();
        List<String> methods = resource.getAllMethods().stream()
                .filter(method -> !method.isExtended())
                .map(ResourceMethod::getHttpMethod)
                .distinct()
                .sorted()
                .toList();
        throw new NotAllowedException(
                methods.getFirst(), methods.stream().skip(1).toArray(String[]::new));
    }
}
