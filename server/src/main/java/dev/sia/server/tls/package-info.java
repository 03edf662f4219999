/**
 * TLS of the ports: reads certificates and keys from PEM files, and again when the files change. Knows no port; {@code http}
 * and {@code grpc} put what is here before theirs. Uses {@code error} and {@code signal}. Everything here is safe for use by
 * many threads.
 */
@NullMarked
package dev.sia.server.tls;

import org.jspecify.annotations.NullMarked;
