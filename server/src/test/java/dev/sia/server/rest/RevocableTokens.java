package dev.sia.server.rest;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.identity.Authenticator;
import dev.sia.server.identity.Principal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Tokens whose answer a test may change, as that of a key changes when somebody revokes it. */
final class RevocableTokens implements Authenticator {
    private final Authenticator real;
    private final Map<String, UnaryOperator<Principal>> changes = new ConcurrentHashMap<>();

    RevocableTokens(Authenticator real) {
        this.real = real;
    }

    void revoke(String token) {
        change(token, _ -> {
            throw new DomainException(ErrorCode.UNAUTHENTICATED, "The key is revoked.");
        });
    }

    void change(String token, UnaryOperator<Principal> change) {
        changes.put(token, change);
    }

    @Override
    public Principal authenticate(String bearer) {
        return changes.getOrDefault(bearer, UnaryOperator.identity()).apply(real.authenticate(bearer));
    }

    @Override
    public Principal renew(Principal known) {
        return real.renew(known);
    }
}
