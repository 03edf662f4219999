package dev.sia.server.rest.json;

import dev.sia.api.model.LiveTicket;

/** Tickets in JSON. */
public final class LiveTicketJson {
    private LiveTicketJson() {}

    public static LiveTicket of(dev.sia.server.ticket.LiveTicket ticket) {
        return new LiveTicket().ticket(ticket.ticket()).expiresAt(ticket.expiresAt());
    }
}
