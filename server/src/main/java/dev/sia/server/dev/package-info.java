/**
 * What makes {@code sia server} run without any configuration: an embedded PostgreSQL, an in-process Temporal and an
 * issuer of development identities. Each stands in for the real thing behind the same interface, so only the
 * composition root knows this package. May use {@code error}. Types are thread-safe.
 */
@NullMarked
package dev.sia.server.dev;

import org.jspecify.annotations.NullMarked;
