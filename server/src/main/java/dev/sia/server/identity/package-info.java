/**
 * Who is asking: bearer credentials in, a {@link dev.sia.server.identity.Principal} out. Knows the shape of PropelAuth's
 * access tokens, so nothing else has to; what goes over the network is in {@code propelauth}. May use {@code error} and the ids
 * of {@code organization}. Types are thread-safe.
 */
@NullMarked
package dev.sia.server.identity;

import org.jspecify.annotations.NullMarked;
