package dev.sia.sdk;

import dev.sia.api.client.OrganizationsApi;
import dev.sia.api.model.Organization;
import java.util.List;
import java.util.UUID;

/** The organizations that the caller is a member of. Errors are those of {@link Jobs}. */
public final class Organizations {
    private final OrganizationsApi api;
    private final Calls calls;

    Organizations(OrganizationsApi api, Calls calls) {
        this.api = api;
        this.calls = calls;
    }

    /** All of them, by name. */
    public List<Organization> list() {
        return calls.repeatable(api::listOrganizations).getItems();
    }

    /** One of them. */
    public Organization get(UUID organizationId) {
        return calls.repeatable(() -> api.getOrganization(organizationId));
    }
}
