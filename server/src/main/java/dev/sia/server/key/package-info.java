/**
 * API keys, with which tools call: made, listed and revoked by people, checked at every call. Uses {@code db}, {@code event},
 * {@code identity}, {@code organization} and {@code signal}. Everything here is safe for use by many threads.
 */
@NullMarked
package dev.sia.server.key;

import org.jspecify.annotations.NullMarked;
