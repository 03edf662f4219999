package dev.sia.server.rest.operation;

import dev.sia.server.audit.Denials;
import dev.sia.server.limit.RateLimits;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;

/** Puts what the contract demands in front of every operation. */
public final class OperationFeature implements DynamicFeature {
    private final Callers callers;
    private final RateLimits limits;
    private final Denials denials;

    public OperationFeature(Callers callers, RateLimits limits, Denials denials) {
        this.callers = callers;
        this.limits = limits;
        this.denials = denials;
    }

    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        if (!Operation.isContracted(resource.getResourceMethod())) {
            context.register(new UncontractedFilter());
            return;
        }
        Operation operation = Operation.of(resource.getResourceMethod());
        if (operation.authenticated()) {
            context.register(new AccessFilter(operation, callers, limits));
            context.register(new RateLimitFilter());
            context.register(new DenialFilter(operation.name(), denials));
        }
        context.register(new NegotiationFilter(operation));
        context.register(new QueryFilter(operation.queryNames()));
        context.register(new SuccessFilter(operation));
        context.register(new EntityTagFilter());
        operation.deprecation().ifPresent(dates -> context.register(new DeprecationFilter(dates)));
    }
}
