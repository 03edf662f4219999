package dev.sia.server.key;

import dev.sia.server.event.Actor;
import dev.sia.server.identity.Scope;
import dev.sia.server.organization.OrganizationId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An API key as it is stored, without its secret.
 *
 * @param publicId the part of the key that is no secret
 * @param scopes wire names of its {@link Scope}s, in their order
 * @param expiresAt null for a key that works until it is revoked
 * @param lastUsedAt exact to about ten minutes; null when it never was
 */
public record ApiKey(
        ApiKeyId id,
        OrganizationId organizationId,
        String name,
        String publicId,
        List<String> scopes,
        Actor createdBy,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt,
        @Nullable Actor revokedBy) {}
