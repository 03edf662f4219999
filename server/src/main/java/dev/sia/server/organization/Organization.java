package dev.sia.server.organization;

import java.time.Instant;

/** A tenant as the server knows it; who its members are is the identity provider's business. */
public record Organization(OrganizationId id, String name, Instant createdAt) {}
