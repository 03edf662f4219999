package dev.sia.server.rest;

import dev.sia.api.model.LiveTicket;
import dev.sia.api.rest.LiveApi;
import dev.sia.server.event.Actor;
import dev.sia.server.identity.Principal;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.rest.json.LiveTicketJson;
import dev.sia.server.ticket.LiveTickets;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.UUID;

/** What live sessions need of REST. */
public final class LiveResource implements LiveApi {
    private final Provider<Principal> caller;
    private final Provider<Actor> actor;
    private final LiveTickets tickets;

    /** @param caller known only when the call has passed the access filter, which is after this */
    @Inject
    public LiveResource(Provider<Principal> caller, Provider<Actor> actor, LiveTickets tickets) {
        this.caller = caller;
        this.actor = actor;
        this.tickets = tickets;
    }

    @Override
    public LiveTicket createLiveTicket(UUID organizationId) {
        return LiveTicketJson.of(tickets.create(new OrganizationId(organizationId), caller.get(), actor.get()));
    }
}
