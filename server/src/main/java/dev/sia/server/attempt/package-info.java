/**
 * Attempts: one try of a job on one agent, from the claim to the conclusion, fenced by leases. Uses {@code job},
 * {@code agent}, {@code log}, {@code event}, {@code outbox}. Everything here is safe for use by many threads.
 */
@NullMarked
package dev.sia.server.attempt;

import org.jspecify.annotations.NullMarked;
