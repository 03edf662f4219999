package dev.sia.server.rest.operation;

import dev.sia.server.limit.Spent;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Says with every answer, refusals too, how the caller's limits stand: draft-ietf-httpapi-ratelimit-headers. */
final class RateLimitFilter implements ContainerResponseFilter {
    static final String POLICY = "RateLimit-Policy";
    static final String STANDING = "RateLimit";
    private static final String PROPERTY = "dev.sia.spent";

    /** Refuses the request when nothing was left. */
    static void spend(ContainerRequestContext request, Spent spent) {
        List<Spent> all = new ArrayList<>(of(request));
        all.add(spent);
        request.setProperty(PROPERTY, all);
        spent.orRefuse();
    }

    @SuppressWarnings("unchecked")
    private static List<Spent> of(ContainerRequestContext request) {
        return request.getProperty(PROPERTY) instanceof List<?> spent ? (List<Spent>) spent : List.of();
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        List<Spent> spent = of(request);
        if (!spent.isEmpty()) {
            response.getHeaders()
                    .putSingle(POLICY, spent.stream().map(Spent::policyItem).collect(Collectors.joining(", ")));
            response.getHeaders()
                    .putSingle(STANDING, spent.stream().map(Spent::standingItem).collect(Collectors.joining(", ")));
        }
    }
}
