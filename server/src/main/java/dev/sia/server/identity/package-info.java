/**
 * Who is asking: bearer tokens in, a {@link dev.sia.server.identity.Principal} out. Knows the shape of PropelAuth's
 * access tokens, so nothing else has to. May use {@code error} and the ids of {@code organization}. Types are
 * thread-safe.
 */
@NullMarked
package dev.sia.server.identity;

import org.jspecify.annotations.NullMarked;
