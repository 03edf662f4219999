/**
 * PropelAuth over the network: the keys of its access tokens, and the API keys that it gives to users. Slow or away, it holds
 * nobody up for longer than a few seconds, and never makes anything pass. May use {@code identity} and {@code error}. Types
 * are thread-safe.
 */
@NullMarked
package dev.sia.server.identity.propelauth;

import org.jspecify.annotations.NullMarked;
