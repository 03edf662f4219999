package dev.sia.server.rest;

import dev.sia.api.model.ApiKeyPage;
import dev.sia.api.model.CreateApiKeyRequest;
import dev.sia.api.model.CreatedApiKey;
import dev.sia.api.rest.KeysApi;
import dev.sia.server.event.Actor;
import dev.sia.server.identity.Principal;
import dev.sia.server.key.ApiKey;
import dev.sia.server.key.ApiKeyId;
import dev.sia.server.key.ApiKeyService;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.rest.json.KeyJson;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What tools call with. */
public final class KeysResource implements KeysApi {
    private final ApiKeyService keys;
    private final Provider<Principal> caller;
    private final Provider<Actor> actor;

    /** @param caller known only when the call has passed the access filter, which is after this */
    @Inject
    public KeysResource(ApiKeyService keys, Provider<Principal> caller, Provider<Actor> actor) {
        this.keys = keys;
        this.caller = caller;
        this.actor = actor;
    }

    @Override
    public CreatedApiKey createApiKey(UUID organizationId, CreateApiKeyRequest request) {
        return KeyJson.of(
                keys.create(new OrganizationId(organizationId), caller.get(), actor.get(), KeyJson.wish(request)));
    }

    @Override
    public dev.sia.api.model.ApiKey getApiKey(UUID organizationId, UUID keyId) {
        return KeyJson.of(keys.find(new OrganizationId(organizationId), new ApiKeyId(keyId)));
    }

    @Override
    public dev.sia.api.model.ApiKey revokeApiKey(UUID organizationId, UUID keyId) {
        return KeyJson.of(keys.revoke(new OrganizationId(organizationId), new ApiKeyId(keyId), actor.get()));
    }

    @Override
    public ApiKeyPage listApiKeys(UUID organizationId, @Nullable String cursor, Integer limit) {
        Cursors cursors = Cursors.of("api-keys", organizationId);
        ApiKeyId after = cursors.place(cursor, text -> new ApiKeyId(UUID.fromString(text)))
                .orElse(null);
        Cursors.Page<ApiKey> page =
                Cursors.Page.of(keys.list(new OrganizationId(organizationId), after, limit + 1), limit);
        return new ApiKeyPage()
                .items(page.items().stream().map(KeyJson::of).toList())
                .nextCursor(page.more() ? cursors.after(page.items().getLast().id()) : null);
    }
}
