package dev.sia.server.rest.operation;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.identity.Authenticator;
import dev.sia.server.identity.Principal;
import dev.sia.server.identity.Refusals;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds out who calls. */
public final class Callers {
    private static final Pattern BEARER = Pattern.compile("Bearer +([A-Za-z0-9._~+/-]+=*)", Pattern.CASE_INSENSITIVE);

    private final Authenticator authenticator;

    public Callers(Authenticator authenticator) {
        this.authenticator = authenticator;
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
        return authenticator.authenticate(bearer.group(1));
    }
}
