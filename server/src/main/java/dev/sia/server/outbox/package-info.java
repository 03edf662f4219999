/**
 * Calls to Temporal that a transaction promises, made after its commit and repeated until they succeed. Everything here
 * is safe for use by many threads.
 */
@NullMarked
package dev.sia.server.outbox;

import org.jspecify.annotations.NullMarked;
