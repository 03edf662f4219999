package dev.sia.server.identity;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.organization.OrganizationId;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The authenticated caller behind a request.
 *
 * @param id the identity provider's id of a user, or the id of an API key
 * @param name a user's e-mail address or the name of an API key, for people; null when there is none
 * @param memberships every organization that the caller may see anything of
 * @param expiresAt when the credential stops working; {@link #NEVER} for one without an end
 */
public record Principal(
        PrincipalKind kind,
        String id,
        @Nullable String name,
        Map<OrganizationId, Membership> memberships,
        Instant expiresAt) {
    /** The expiry of what does not expire. */
    public static final Instant NEVER = Instant.MAX;

    public Principal {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(expiresAt, "expiresAt");
        memberships = Map.copyOf(memberships);
    }

    public static Principal user(
            String id, @Nullable String email, Map<OrganizationId, Membership> memberships, Instant expiresAt) {
        return new Principal(PrincipalKind.USER, id, email, memberships, expiresAt);
    }

    public static Principal apiKey(
            String id, String name, OrganizationId organization, Membership membership, Instant expiresAt) {
        return new Principal(PrincipalKind.API_KEY, id, name, Map.of(organization, membership), expiresAt);
    }

    /** When the credential stops working; empty for one without an end. */
    public Optional<Instant> end() {
        return expiresAt.equals(NEVER) ? Optional.empty() : Optional.of(expiresAt);
    }

    /**
     * The caller's place in the organization. To somebody outside, an organization looks exactly like one that does not
     * exist.
     *
     * @throws DomainException {@code not_found} for an outsider
     */
    public Membership membership(OrganizationId organization) {
        Membership membership = memberships.get(organization);
        if (membership == null) {
            throw DomainException.notFound("This organization");
        }
        return membership;
    }

    /** The same caller with no place in any organization but this one, if there. */
    public Principal within(OrganizationId organization) {
        Map<OrganizationId, Membership> only =
                memberships.containsKey(organization) ? Map.of(organization, membership(organization)) : Map.of();
        return new Principal(kind, id, name, only, expiresAt);
    }

    /** The same caller whose credential stops working no later than then. */
    public Principal until(Instant latest) {
        return latest.isBefore(expiresAt) ? new Principal(kind, id, name, memberships, latest) : this;
    }

    /**
     * Lets the caller do something in the organization, or throws.
     *
     * @throws DomainException {@code not_found} for an outsider, {@code forbidden} for one who may do less
     */
    public void require(OrganizationId organization, Access access) {
        Grant grant = membership(organization).grant();
        if (!grant.allows(access)) {
            throw new DomainException(ErrorCode.FORBIDDEN, grant.refusal(access));
        }
    }
}
