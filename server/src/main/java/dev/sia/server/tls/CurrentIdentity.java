package dev.sia.server.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Shows, in every new handshake, the identity that counts then; the one before is kept for handshakes under way. */
final class CurrentIdentity extends X509ExtendedKeyManager {
    private volatile Pair identities;

    private record Pair(ServerIdentity present, ServerIdentity before) {}

    CurrentIdentity(ServerIdentity first) {
        identities = new Pair(first, first);
    }

    void change(ServerIdentity next) {
        identities = new Pair(next, identities.present());
    }

    private @Nullable String choose(String keyType) {
        ServerIdentity present = identities.present();
        return present.key().getAlgorithm().equals(keyType) ? present.name() : null;
    }

    private @Nullable ServerIdentity named(@Nullable String name) {
        Pair known = identities;
        if (known.present().name().equals(name)) {
            return known.present();
        }
        return known.before().name().equals(name) ? known.before() : null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return choose(keyType);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return choose(keyType);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
        ServerIdentity identity = named(alias);
        return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
        ServerIdentity identity = named(alias);
        return identity == null ? null : identity.key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String name = choose(keyType);
        return name == null ? null : new String[] {name};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
