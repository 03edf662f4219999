package dev.sia.server.identity;

import dev.sia.server.error.DomainException;
import dev.sia.server.organization.OrganizationId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What PropelAuth says of a user, in access tokens and about end-user API keys.
 *
 * <p>A token has all organizations of the user in {@value #ALL}, or the one that the user has made active in
 * {@value #ACTIVE}: then only that one counts, whatever else the token holds.
 *
 * <p>Roles are matched by name, custom ones included, and SIA's own order decides what each may do. Where an organization's
 * roles are a hierarchy the user has the strongest known one of the role and those that it inherits. Where a user may have
 * several ({@value #MULTI_ROLE}) nothing is inherited at PropelAuth: the user has the strongest known one of exactly those
 * given, so somebody with a custom role alone is a viewer, whatever that role may do elsewhere.
 */
public final class PropelAuthClaims {
    static final String ALL = "org_id_to_org_member_info";
    static final String ACTIVE = "org_member_info";
    static final String MULTI_ROLE = "multi_role";
    private static final String HIERARCHY = "single_role_in_hierarchy";
    private static final Logger log = LoggerFactory.getLogger(PropelAuthClaims.class);
    private static final int LONGEST_TEXT = 320;
    /** Of the year 9999; what is later is no time. */
    private static final long LAST_SECOND = 253_402_300_799L;

    private PropelAuthClaims() {}

    static Principal ofToken(JwtClaims claims) throws UnusableCredential {
        Map<String, Object> all = claims.getClaimsMap();
        Object active = all.get(ACTIVE);
        Collection<?> places = active == null ? infos(all.get(ALL)) : List.of(object(active, ACTIVE));
        return Principal.user(userId(all.get("user_id")), email(all.get("email")), memberships(places), expiry(claims));
    }

    /**
     * Whose API key it is, as the answer to its validation says. A key for one organization is good for that one only. One
     * that belongs to no user stands for nobody whose role could count. When it ends is not told.
     */
    public static Principal ofApiKey(Map<String, Object> answer) throws UnusableCredential {
        if (answer.get("user") == null) {
            throw new UnusableCredential("it is a key of an organization, not of a user");
        }
        Map<?, ?> user = object(answer.get("user"), "user");
        if (Boolean.FALSE.equals(user.get("enabled")) || Boolean.TRUE.equals(user.get("locked"))) {
            throw new UnusableCredential("its user is disabled or locked");
        }
        return Principal.user(
                userId(user.get("user_id")),
                email(user.get("email")),
                memberships(places(answer, user)),
                Principal.NEVER);
    }

    private static Collection<?> places(Map<String, Object> answer, Map<?, ?> user) throws UnusableCredential {
        if (answer.get("org") == null && answer.get("user_in_org") == null) {
            return infos(user.get("org_id_to_org_info"));
        }
        Object there = answer.get("user_in_org");
        return there == null ? List.of() : List.of(object(there, "user_in_org"));
    }

    private static Instant expiry(JwtClaims claims) throws UnusableCredential {
        try {
            long second = claims.getExpirationTime().getValue();
            if (second <= LAST_SECOND) {
                return Instant.ofEpochSecond(second);
            }
        } catch (MalformedClaimException notATime) {
            throw new UnusableCredential("exp is not a time", notATime);
        }
        throw new UnusableCredential("exp is too far away to be a time");
    }

    private static String userId(@Nullable Object claim) throws UnusableCredential {
        if (claim instanceof String id && !id.isBlank() && id.length() <= LONGEST_TEXT && id.equals(printable(id))) {
            return id;
        }
        throw new UnusableCredential("user_id is missing or no id");
    }

    private static @Nullable String email(@Nullable Object claim) {
        return claim instanceof String text && !text.isBlank() && text.length() <= LONGEST_TEXT
                ? printable(text)
                : null;
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "");
    }

    private static Collection<?> infos(@Nullable Object claim) throws UnusableCredential {
        return claim == null ? List.of() : object(claim, "the organizations").values();
    }

    private static Map<?, ?> object(@Nullable Object claim, String name) throws UnusableCredential {
        if (claim instanceof Map<?, ?> map) {
            return map;
        }
        throw new UnusableCredential(name + " is no object");
    }

    private static Map<OrganizationId, Membership> memberships(Collection<?> places) {
        Map<OrganizationId, Membership> memberships = new HashMap<>();
        for (Object place : places) {
            if (place instanceof Map<?, ?> info && info.get("org_id") instanceof String id) {
                add(memberships, id, info);
            }
        }
        return memberships;
    }

    private static void add(Map<OrganizationId, Membership> memberships, String id, Map<?, ?> info) {
        try {
            memberships.put(OrganizationId.parse(id), new Membership(role(info), name(info, id)));
        } catch (DomainException notAnId) {
            log.debug("A credential names an organization whose id is not a UUID");
        }
    }

    private static String name(Map<?, ?> info, String id) {
        if (info.get("org_name") instanceof String given) {
            String name = printable(given).strip();
            return name.isEmpty() ? id : name.substring(0, Math.min(name.length(), LONGEST_TEXT));
        }
        return id;
    }

    private static Role role(Map<?, ?> info) {
        List<String> names = new ArrayList<>();
        collect(names, info.get("user_role"));
        // Older tokens do not say: there was only the hierarchy then.
        switch (info.get("org_role_structure") instanceof String structure ? structure : HIERARCHY) {
            case MULTI_ROLE -> collect(names, info.get("additional_roles"));
            case HIERARCHY -> collect(names, info.get("inherited_user_roles_plus_current_role"));
            default -> log.debug("A credential has a role structure that is not known");
        }
        return names.stream()
                .map(Role::ofPropelAuth)
                .max(Comparator.naturalOrder())
                .orElse(Role.VIEWER);
    }

    private static void collect(List<String> names, @Nullable Object value) {
        switch (value) {
            case String name -> names.add(name);
            case List<?> several ->
                several.forEach(one -> {
                    if (one instanceof String name) {
                        names.add(name);
                    }
                });
            case null, default -> {}
        }
    }
}
