/**
 * Facts about jobs, queues and agents, numbered without holes per organization; the source of history and live views.
 * Uses {@code db}, {@code organization} and the value types of the other features. Everything here is safe for use by many threads.
 */
@NullMarked
package dev.sia.server.event;

import org.jspecify.annotations.NullMarked;
