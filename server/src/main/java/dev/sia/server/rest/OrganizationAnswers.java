package dev.sia.server.rest;

import dev.sia.api.model.Organization;
import dev.sia.server.identity.Principal;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.organization.OrganizationService;
import dev.sia.server.rest.json.OrganizationJson;
import java.util.Comparator;
import java.util.List;

/** Organizations as their members see them. */
public final class OrganizationAnswers {
    private final OrganizationService organizations;

    public OrganizationAnswers(OrganizationService organizations) {
        this.organizations = organizations;
    }

    Organization one(Principal caller, OrganizationId id) {
        return OrganizationJson.of(organizations.find(id), caller.membership(id));
    }

    /** All that the caller is a member of, by name. */
    List<Organization> all(Principal caller) {
        return caller.memberships().keySet().stream()
                .map(id -> one(caller, id))
                .sorted(Comparator.comparing(Organization::getName, String.CASE_INSENSITIVE_ORDER)
                        .thenComparing(Organization::getId))
                .toList();
    }
}
