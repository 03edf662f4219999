package dev.sia.server.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate with its key.
 *
 * @param name differs from that of any other, so that a handshake that has begun with one ends with it
 */
record ServerIdentity(String name, List<X509Certificate> chain, PrivateKey key) {
    @Override
    public String toString() {
        return "ServerIdentity[" + name + ", "
                + chain.getFirst().getSubjectX500Principal().getName() + "]";
    }
}
