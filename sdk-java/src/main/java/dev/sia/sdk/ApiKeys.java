package dev.sia.sdk;

import dev.sia.api.client.KeysApi;
import dev.sia.api.model.ApiKey;
import dev.sia.api.model.ApiKeyPage;
import dev.sia.api.model.CreateApiKeyRequest;
import dev.sia.api.model.CreatedApiKey;
import dev.sia.api.model.Scope;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What tools of one organization call with; for admins, and keys with the scope {@code keys:manage}. Errors are those of {@link Jobs}. */
public final class ApiKeys {
    private static final int PAGE_SIZE = 100;

    private final UUID organizationId;
    private final KeysApi api;
    private final Calls calls;

    ApiKeys(UUID organizationId, KeysApi api, Calls calls) {
        this.organizationId = organizationId;
        this.api = api;
        this.calls = calls;
    }

    /**
     * Makes a key. The key itself is in no other answer, and the request is not sent again once it may have reached the server.
     *
     * @param name for people, at most 100 characters
     * @param scopes what it may do, at least one
     * @param expiresIn how long it works, a minute to ten years, to the second; null until it is revoked
     * @throws dev.sia.sdk.error.SiaForbiddenException when the caller is not an admin or owner, or is a key that may do less or
     *     ends earlier
     * @throws dev.sia.sdk.error.SiaConflictException with {@code too_many_api_keys}
     */
    public CreatedApiKey create(String name, Collection<Scope> scopes, @Nullable Duration expiresIn) {
        CreateApiKeyRequest request = new CreateApiKeyRequest()
                .name(name)
                .scopes(List.copyOf(scopes))
                .expiresInSeconds(expiresIn == null ? null : Math.toIntExact(expiresIn.toSeconds()));
        return calls.once(() -> api.createApiKey(organizationId, request));
    }

    /** All keys in the order in which they were made, also those that work no longer. Pages are asked for as the stream is read. */
    public Stream<ApiKey> list() {
        return PageStream.of(cursor -> {
            ApiKeyPage page = page(cursor, PAGE_SIZE);
            return new PageStream.Page<>(page.getItems(), page.getNextCursor());
        });
    }

    /**
     * One page of keys.
     *
     * @param cursor {@code nextCursor} of the page before; null for the first page
     * @param limit most keys in it, 1 to 200
     */
    public ApiKeyPage page(@Nullable String cursor, int limit) {
        return calls.repeatable(() -> api.listApiKeys(organizationId, cursor, limit));
    }

    /** One key. */
    public ApiKey get(UUID keyId) {
        return calls.repeatable(() -> api.getApiKey(organizationId, keyId));
    }

    /** Ends a key, everywhere within 30 seconds. One that is revoked already stays as it is. */
    public ApiKey revoke(UUID keyId) {
        return calls.repeatable(() -> api.revokeApiKey(organizationId, keyId));
    }
}
