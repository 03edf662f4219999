package dev.sia.server.identity;

import dev.sia.server.organization.OrganizationId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The claims of PropelAuth's access tokens. All organizations are in {@value #ALL}; a token for one active organization
 * has {@value #ACTIVE} instead. Role names are the provider's, custom ones included: the strongest that SIA knows counts.
 */
final class PropelAuthClaims {
    static final String ALL = "org_id_to_org_member_info";
    static final String ACTIVE = "org_member_info";
    private static final Logger log = LoggerFactory.getLogger(PropelAuthClaims.class);

    private PropelAuthClaims() {}

    static Principal principal(JwtClaims claims) throws MalformedClaimException {
        String userId = claims.getClaimValueAsString("user_id");
        if (userId == null) {
            userId = claims.getSubject();
        }
        if (userId == null || userId.isBlank()) {
            throw new MalformedClaimException("There is neither user_id nor sub");
        }
        String email = claims.getClaimValueAsString("email");
        Instant expiresAt = Instant.ofEpochSecond(claims.getExpirationTime().getValue());
        return Principal.user(userId, email, memberships(claims), expiresAt);
    }

    private static Map<OrganizationId, Membership> memberships(JwtClaims claims) {
        Map<OrganizationId, Membership> memberships = new HashMap<>();
        if (claims.getClaimValue(ALL) instanceof Map<?, ?> all) {
            all.values().forEach(info -> add(memberships, info));
        }
        add(memberships, claims.getClaimValue(ACTIVE));
        return memberships;
    }

    private static void add(Map<OrganizationId, Membership> memberships, @Nullable Object claim) {
        if (!(claim instanceof Map<?, ?> info) || !(info.get("org_id") instanceof String id)) {
            return;
        }
        try {
            String name = info.get("org_name") instanceof String given ? given : id;
            memberships.put(new OrganizationId(UUID.fromString(id)), new Membership(role(info), name));
        } catch (IllegalArgumentException notAnId) {
            log.debug("A token names an organization whose id is not a UUID");
        }
    }

    private static Role role(Map<?, ?> info) {
        List<String> names = new ArrayList<>();
        collect(names, info.get("user_role"));
        collect(names, info.get("inherited_user_roles_plus_current_role"));
        collect(names, info.get("additional_roles"));
        return names.stream()
                .map(Role::ofPropelAuth)
                .max(Comparator.naturalOrder())
                .orElse(Role.VIEWER);
    }

    private static void collect(List<String> names, @Nullable Object value) {
        switch (value) {
            case String name -> names.add(name);
            case List<?> several -> several.forEach(one -> collect(names, one));
            case null, default -> {}
        }
    }
}
