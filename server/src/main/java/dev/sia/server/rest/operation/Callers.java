package dev.sia.server.rest.operation;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.identity.Authenticator;
import dev.sia.server.identity.Principal;
import dev.sia.server.identity.PrincipalKind;
import dev.sia.server.limit.RateLimits;
import dev.sia.server.organization.OrganizationService;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds out who calls, and stores the organizations that the caller's token tells of. */
public final class Callers {
    private static final Pattern BEARER = Pattern.compile("Bearer +([A-Za-z0-9._~+/-]+=*)", Pattern.CASE_INSENSITIVE);

    private final Authenticator authenticator;
    private final OrganizationService organizations;
    private final RateLimits limits;

    public Callers(Authenticator authenticator, OrganizationService organizations, RateLimits limits) {
        this.authenticator = authenticator;
        this.organizations = organizations;
        this.limits = limits;
    }

    /** @param address where the call comes from: one that guesses has to wait, whatever it sends next */
    Principal caller(@Nullable String authorization, String address) {
        String bearer = bearer(authorization);
        limits.checkAddress(address);
        Principal caller = authenticate(bearer, address);
        // A key's organization is stored, and its name here may be a little older than what people's tokens say.
        if (caller.kind() == PrincipalKind.USER) {
            caller.memberships()
                    .forEach((organization, membership) ->
                            organizations.learn(organization, membership.organizationName()));
        }
        return caller;
    }

    static String bearer(@Nullable String authorization) {
        Matcher bearer = BEARER.matcher(authorization == null ? "" : authorization.strip());
        if (!bearer.matches()) {
            throw new DomainException(
                    ErrorCode.UNAUTHENTICATED, "Send a valid access token in the Authorization header.");
        }
        return bearer.group(1);
    }

    private Principal authenticate(String bearer, String address) {
        try {
            return authenticator.authenticate(bearer);
        } catch (DomainException refused) {
            if (refused.code() == ErrorCode.UNAUTHENTICATED) {
                limits.refused(address);
            }
            throw refused;
        }
    }
}
