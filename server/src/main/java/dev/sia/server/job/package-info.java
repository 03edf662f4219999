/**
 * Jobs: what people ask for, how they wait and how they end. Uses {@code db}, {@code event}, {@code outbox},
 * {@code queue}. Everything here is safe for use by many threads.
 */
@NullMarked
package dev.sia.server.job;

import org.jspecify.annotations.NullMarked;
