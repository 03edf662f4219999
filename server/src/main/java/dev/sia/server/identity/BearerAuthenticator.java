package dev.sia.server.identity;

/**
 * Gives every credential to whoever knows its kind, by its form alone. What looks like one of SIA's own secrets goes to
 * nobody else, least of all to another company.
 */
public final class BearerAuthenticator implements Authenticator {
    /** For a kind of credential that this server does not take. */
    public static final Authenticator NOT_TAKEN = bearer -> {
        throw Refusals.refused("this server takes no credentials of this kind");
    };

    /** API keys of SIA. */
    private static final String API_KEY = "sia_sk_";
    /** Everything that SIA makes: also what is good for agents only. */
    private static final String OURS = "sia_";
    /** JSON that begins with a name, in base64. */
    private static final String JSON = "eyJ";

    private final Authenticator accessTokens;
    private final Authenticator apiKeys;
    private final Authenticator endUserKeys;

    /**
     * @param accessTokens signed tokens
     * @param apiKeys {@code sia_sk_…}
     * @param endUserKeys whatever else there is: keys that the identity provider gave its users
     */
    public BearerAuthenticator(Authenticator accessTokens, Authenticator apiKeys, Authenticator endUserKeys) {
        this.accessTokens = accessTokens;
        this.apiKeys = apiKeys;
        this.endUserKeys = endUserKeys;
    }

    @Override
    public Principal authenticate(String bearer) {
        return kind(bearer).authenticate(bearer);
    }

    @Override
    public Principal renew(Principal known) {
        return switch (known.kind()) {
            case USER -> accessTokens.renew(known);
            case API_KEY -> apiKeys.renew(known);
        };
    }

    private Authenticator kind(String bearer) {
        if (bearer.startsWith(API_KEY)) {
            return apiKeys;
        }
        if (bearer.startsWith(OURS)) {
            return NOT_TAKEN;
        }
        return bearer.startsWith(JSON) || bearer.indexOf('.') >= 0 ? accessTokens : endUserKeys;
    }
}
