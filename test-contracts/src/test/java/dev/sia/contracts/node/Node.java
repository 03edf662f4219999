package dev.sia.contracts.node;

import dev.sia.server.Addresses;
import dev.sia.server.identity.Role;
import java.util.UUID;

/** A running server as its clients see it. */
public interface Node {
    /** Where it is. */
    Addresses addresses();

    /** A token of a user with a role in one organization, which the server accepts. */
    String token(UUID organization, Role role);
}
