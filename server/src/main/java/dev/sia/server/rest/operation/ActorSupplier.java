package dev.sia.server.rest.operation;

import dev.sia.server.event.Actor;
import dev.sia.server.event.Origin;
import dev.sia.server.identity.Principal;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Optional;
import java.util.function.Supplier;

/** Hands the caller of a request to its resource as the one who does something, with where the request comes from. */
public final class ActorSupplier implements Supplier<Actor> {
    private static final String PROPERTY = "dev.sia.actor";

    private final ContainerRequestContext request;

    /** @param request the one that the resource is made for */
    @Inject
    public ActorSupplier(ContainerRequestContext request) {
        this.request = request;
    }

    static void set(ContainerRequestContext request, Principal caller, Origin origin) {
        request.setProperty(PROPERTY, Actor.of(caller).from(origin));
    }

    /** Empty when the caller did not prove who it is. */
    static Optional<Actor> find(ContainerRequestContext request) {
        return Optional.ofNullable((Actor) request.getProperty(PROPERTY));
    }

    @Override
    public Actor get() {
        return find(request)
                .orElseThrow(() ->
                        new IllegalStateException("This operation has no caller: the contract does not demand one"));
    }
}
