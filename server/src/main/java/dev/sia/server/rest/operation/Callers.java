package dev.sia.server.rest.operation;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.identity.Authenticator;
import dev.sia.server.identity.Principal;
import dev.sia.server.identity.Refusals;
import dev.sia.server.limit.RateLimits;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds out who calls. */
public final class Callers {
    private static final Pattern BEARER = Pattern.compile("Bearer +([A-Za-z0-9._~+/-]+=*)", Pattern.CASE_INSENSITIVE);

    private final Authenticator authenticator;
    private final RateLimits limits;

    public Callers(Authenticator authenticator, RateLimits limits) {
        this.authenticator = authenticator;
        this.limits = limits;
    }

    /** @param address where the call comes from */
    Principal caller(@Nullable String authorization, String address) {
        if (authorization == null || authorization.isBlank()) {
            throw new DomainException(
                    ErrorCode.UNAUTHENTICATED, "Send a valid access token in the Authorization header.");
        }
        return limits.credentials(address, () -> authenticator.authenticate(bearer(authorization)));
    }

    static String bearer(String authorization) {
        Matcher bearer = BEARER.matcher(authorization.strip());
        if (!bearer.matches()) {
            throw Refusals.refused("the Authorization header has another form");
        }
        return bearer.group(1);
    }
}
