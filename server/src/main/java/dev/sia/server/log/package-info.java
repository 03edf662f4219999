/**
 * Log lines of attempts: storage and reading. Who may write is decided by {@code attempt}. Everything here is safe for
 * use by many threads.
 */
@NullMarked
package dev.sia.server.log;

import org.jspecify.annotations.NullMarked;
