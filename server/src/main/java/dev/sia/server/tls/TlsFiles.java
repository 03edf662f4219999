package dev.sia.server.tls;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a port shows and trusts.
 *
 * @param certificate the server's certificate and those between it and its root
 * @param key its private key
 * @param clientAuthorities who signs the certificates that clients have to show; empty when they need none
 */
public record TlsFiles(PemFile certificate, PemFile key, Optional<PemFile> clientAuthorities) {
    Stream<PemFile> all() {
        return Stream.concat(Stream.of(certificate, key), clientAuthorities.stream());
    }
}
