package dev.sia.server.key;

import dev.sia.server.identity.Authenticator;
import dev.sia.server.identity.Principal;

/** Checks API keys, and leaves every other credential to somebody else. */
public final class ApiKeyAuthenticator implements Authenticator {
    private final ApiKeyChecks keys;
    private final Authenticator others;

    /** @param others for whatever does not begin as our keys do */
    public ApiKeyAuthenticator(ApiKeyChecks keys, Authenticator others) {
        this.keys = keys;
        this.others = others;
    }

    @Override
    public Principal authenticate(String bearer) {
        return ApiKeyChecks.isKey(bearer) ? keys.check(bearer) : others.authenticate(bearer);
    }
}
