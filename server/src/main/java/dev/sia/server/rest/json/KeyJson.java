package dev.sia.server.rest.json;

import dev.sia.api.model.ApiKey;
import dev.sia.api.model.CreateApiKeyRequest;
import dev.sia.api.model.CreatedApiKey;
import dev.sia.api.model.Scope;
import dev.sia.server.key.NewApiKey;
import java.time.Duration;
import java.util.stream.Collectors;

/** API keys. */
public final class KeyJson {
    private KeyJson() {}

    public static ApiKey of(dev.sia.server.key.ApiKey key) {
        return new ApiKey()
                .id(key.id().value())
                .name(key.name())
                .publicId(key.publicId())
                .scopes(key.scopes().stream().map(Scope::fromString).toList())
                .createdBy(ActorJson.of(key.createdBy()))
                .createdAt(key.createdAt())
                .expiresAt(key.expiresAt())
                .lastUsedAt(key.lastUsedAt())
                .revokedAt(key.revokedAt())
                .revokedBy(key.revokedBy() == null ? null : ActorJson.of(key.revokedBy()));
    }

    public static CreatedApiKey of(dev.sia.server.key.CreatedApiKey created) {
        return new CreatedApiKey().key(created.key()).apiKey(of(created.apiKey()));
    }

    public static NewApiKey wish(CreateApiKeyRequest request) {
        Integer seconds = request.getExpiresInSeconds();
        return new NewApiKey(
                request.getName(),
                request.getScopes().stream()
                        .map(scope -> dev.sia.server.identity.Scope.ofWire(scope.toString()))
                        .collect(Collectors.toSet()),
                seconds == null ? null : Duration.ofSeconds(seconds));
    }
}
