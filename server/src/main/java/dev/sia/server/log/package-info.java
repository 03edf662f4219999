/**
 * Logs of attempts: records are stored in chunks, packed and compressed, and read by their numbers. Who may write is decided by
 * {@code attempt}. Uses {@code db} and {@code signal}. Everything here is safe for use by many threads.
 */
@NullMarked
package dev.sia.server.log;

import org.jspecify.annotations.NullMarked;
