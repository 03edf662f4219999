package dev.sia.contracts.rest;

import jakarta.annotation.Priority;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.FeatureContext;
import org.glassfish.jersey.internal.spi.ForcedAutoDiscoverable;

/**
 * A mistake that only servers in tests have: while it is there, every operation fails as one with a bug does. Jersey finds it by
 * itself on the class path of the tests.
 */
public final class Fault implements ForcedAutoDiscoverable {
    /** What nobody outside may get to see. */
    static final String INSIDE = "the inside of the server";

    private static volatile boolean there;

    static void put(boolean wanted) {
        there = wanted;
    }

    @Override
    public void configure(FeatureContext context) {
        if (context.getConfiguration().getRuntimeType() == RuntimeType.SERVER) {
            context.register(new Filter());
        }
    }

    /** Comes after everything that the server does before an operation. */
    @Priority(Integer.MAX_VALUE)
    private static final class Filter implements ContainerRequestFilter {
        @Override
        public void filter(ContainerRequestContext request) {
            if (there) {
                throw new IllegalStateException(INSIDE);
            }
        }
    }
}
