package dev.sia.server.identity.propelauth;

import dev.sia.server.identity.Authenticator;
import dev.sia.server.identity.BearerAuthenticator;
import dev.sia.server.identity.KeySource;
import dev.sia.server.identity.TokenVerifier;
import java.net.URI;
import java.time.Clock;

/** A real PropelAuth environment as a source of identities. */
public final class PropelAuth implements AutoCloseable {
    private final PropelAuthCalls calls = new PropelAuthCalls();
    private final Authenticator accessTokens;
    private final Authenticator endUserKeys;

    /** Begins to look for the keys and does not wait for them, as PropelAuth may be away. */
    public PropelAuth(PropelAuthSettings settings, KeyMemory memory, Clock clock) {
        accessTokens = new TokenVerifier(settings.origin(), keys(settings, memory, clock), clock);
        endUserKeys = settings.integrationKey()
                .<Authenticator>map(key ->
                        new EndUserApiKeys(calls, URI.create(settings.origin() + EndUserApiKeys.PATH), key, clock))
                .orElse(BearerAuthenticator.NOT_TAKEN);
    }

    private KeySource keys(PropelAuthSettings settings, KeyMemory memory, Clock clock) {
        if (settings.verifierKey().isPresent()) {
            return KeySource.fixed(settings.verifierKey().get());
        }
        KeyDocument document = settings.jwks()
                .<KeyDocument>map(address -> new KeyDocument.Jwks(calls, address))
                .orElseGet(() -> new KeyDocument.Metadata(
                        calls,
                        URI.create(settings.origin() + KeyDocument.Metadata.PATH),
                        settings.integrationKey().orElseThrow()));
        FetchedKeys keys = new FetchedKeys(document, memory, clock);
        keys.refreshInBackground();
        return keys;
    }

    /** For signed tokens. */
    public Authenticator accessTokens() {
        return accessTokens;
    }

    /** For the API keys that PropelAuth gives to users; takes none without an integration key. */
    public Authenticator endUserKeys() {
        return endUserKeys;
    }

    @Override
    public void close() {
        calls.close();
    }
}
