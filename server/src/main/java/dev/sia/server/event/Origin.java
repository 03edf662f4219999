package dev.sia.server.event;

import java.util.Objects;
import java.util.UUID;

/**
 * What somebody was doing, from where, and in which request: for the audit alone, never for those who see events and jobs.
 *
 * @param operation the contract's name of the operation, call or frame
 * @param address the client's network address
 * @param requestId as the answer and the log name the request
 */
public record Origin(String operation, String address, UUID requestId) {
    public Origin {
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(requestId, "requestId");
    }
}
