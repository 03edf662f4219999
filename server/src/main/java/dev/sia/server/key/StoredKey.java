package dev.sia.server.key;

import dev.sia.server.identity.Membership;
import dev.sia.server.identity.Principal;
import dev.sia.server.identity.Scope;
import dev.sia.server.identity.Scopes;
import dev.sia.server.organization.OrganizationId;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is stored of a key that works, for checking one that was sent. */
record StoredKey(
        ApiKeyId id,
        OrganizationId organizationId,
        String organizationName,
        String name,
        byte[] secretHash,
        List<String> scopes,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt) {

    /** Takes as long whatever the difference is. */
    boolean hasSecret(KeyText sent) {
        return MessageDigest.isEqual(secretHash, sent.secretHash());
    }

    Principal principal() {
        Scopes grant = new Scopes(scopes.stream().map(Scope::ofWire).collect(Collectors.toSet()));
        return Principal.apiKey(
                id.toString(),
                name,
                organizationId,
                new Membership(grant, organizationName),
                expiresAt == null ? Principal.NEVER : expiresAt);
    }

    @Override
    public String toString() {
        return "StoredKey[id=" + id + "]";
    }
}
