package dev.sia.server.rest;

import dev.sia.api.model.Organization;
import dev.sia.api.model.OrganizationList;
import dev.sia.api.rest.OrganizationsApi;
import dev.sia.server.identity.Principal;
import dev.sia.server.organization.OrganizationId;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.UUID;

/** The tenants that the caller belongs to. */
public final class OrganizationsResource implements OrganizationsApi {
    private final Provider<Principal> caller;
    private final OrganizationAnswers organizations;

    /** @param caller known only when the call has passed the access filter, which is after this */
    @Inject
    public OrganizationsResource(Provider<Principal> caller, OrganizationAnswers organizations) {
        this.caller = caller;
        this.organizations = organizations;
    }

    @Override
    public Organization getOrganization(UUID organizationId) {
        return organizations.one(caller.get(), new OrganizationId(organizationId));
    }

    @Override
    public OrganizationList listOrganizations() {
        return new OrganizationList().items(organizations.all(caller.get()));
    }
}
