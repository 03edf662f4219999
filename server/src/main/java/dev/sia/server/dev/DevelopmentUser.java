package dev.sia.server.dev;

import dev.sia.server.identity.Role;
import dev.sia.server.organization.OrganizationId;
import java.util.List;

/** Somebody to issue a token for. */
public record DevelopmentUser(String userId, String email, List<Place> places) {
    /** A role in an organization. */
    public record Place(OrganizationId organization, String name, Role role) {}

    public DevelopmentUser {
        places = List.copyOf(places);
    }
}
