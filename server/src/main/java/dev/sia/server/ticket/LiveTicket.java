package dev.sia.server.ticket;

import java.time.Instant;

/** A new ticket, which exists in clear only here. */
public record LiveTicket(String ticket, Instant expiresAt) {
    @Override
    public String toString() {
        return "LiveTicket[***]";
    }
}
