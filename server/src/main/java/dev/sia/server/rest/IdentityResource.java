package dev.sia.server.rest;

import dev.sia.api.model.Me;
import dev.sia.api.rest.IdentityApi;
import dev.sia.server.identity.Principal;
import dev.sia.server.rest.json.OrganizationJson;
import jakarta.inject.Inject;
import jakarta.inject.Provider;

/** Who is asking. */
public final class IdentityResource implements IdentityApi {
    private final Provider<Principal> caller;
    private final OrganizationAnswers organizations;

    /** @param caller known only when the call has passed the access filter, which is after this */
    @Inject
    public IdentityResource(Provider<Principal> caller, OrganizationAnswers organizations) {
        this.caller = caller;
        this.organizations = organizations;
    }

    @Override
    public Me getMe() {
        return OrganizationJson.me(caller.get(), organizations.all(caller.get()));
    }
}
