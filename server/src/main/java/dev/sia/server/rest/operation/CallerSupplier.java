package dev.sia.server.rest.operation;

import dev.sia.server.identity.Principal;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Optional;
import java.util.function.Supplier;

/** Hands the caller of a request to its resource. */
public final class CallerSupplier implements Supplier<Principal> {
    private static final String PROPERTY = "dev.sia.caller";

    private final ContainerRequestContext request;

    /** @param request the one that the resource is made for */
    @Inject
    public CallerSupplier(ContainerRequestContext request) {
        this.request = request;
    }

    static void set(ContainerRequestContext request, Principal caller) {
        request.setProperty(PROPERTY, caller);
    }

    /** Empty when the caller did not prove who it is. */
    static Optional<Principal> find(ContainerRequestContext request) {
        return Optional.ofNullable((Principal) request.getProperty(PROPERTY));
    }

    @Override
    public Principal get() {
        return find(request)
                .orElseThrow(() ->
                        new IllegalStateException("This operation has no caller: the contract does not demand one"));
    }
}
