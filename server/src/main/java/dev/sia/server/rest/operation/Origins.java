package dev.sia.server.rest.operation;

import dev.sia.server.event.Origin;
import dev.sia.server.http.ClientAddresses;
import dev.sia.server.http.RequestIds;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.UUID;

/** Where requests come from. */
final class Origins {
    private Origins() {}

    static Origin of(ContainerRequestContext request, String operation) {
        // In a servlet container, properties are the attributes that the HTTP server has set.
        return new Origin(
                operation,
                String.valueOf(request.getProperty(ClientAddresses.ATTRIBUTE)),
                UUID.fromString(String.valueOf(request.getProperty(RequestIds.ATTRIBUTE))));
    }
}
