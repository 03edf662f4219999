package dev.sia.server.rest.operation;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.identity.Authenticator;
import dev.sia.server.identity.Principal;
import dev.sia.server.identity.Refusals;
import dev.sia.server.organization.OrganizationService;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds out who calls, and stores the organizations that the caller's token tells of. */
public final class Callers {
    private static final Pattern BEARER = Pattern.compile("Bearer +([A-Za-z0-9._~+/-]+=*)", Pattern.CASE_INSENSITIVE);

    private final Authenticator authenticator;
    private final OrganizationService organizations;

    public Callers(Authenticator authenticator, OrganizationService organizations) {
        this.authenticator = authenticator;
        this.organizations = organizations;
    }

    Principal caller(@Nullable String authorization) {
        if (authorization == null || authorization.isBlank()) {
            throw new DomainException(
                    ErrorCode.UNAUTHENTICATED, "Send a valid access token in the Authorization header.");
        }
        Matcher bearer = BEARER.matcher(authorization.strip());
        if (!bearer.matches()) {
            throw Refusals.refused("the Authorization header has another form");
        }
        Principal caller = authenticator.authenticate(bearer.group(1));
        caller.memberships()
                .forEach(
                        (organization, membership) -> organizations.learn(organization, membership.organizationName()));
        return caller;
    }
}
