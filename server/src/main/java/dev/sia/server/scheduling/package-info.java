/**
 * Explains why a job waits, from what the other features have stored. Uses {@code db}, {@code job}, {@code queue} and reads the
 * tables of agents and attempts. Changes nothing. Everything here is safe for use by many threads.
 */
@NullMarked
package dev.sia.server.scheduling;

import org.jspecify.annotations.NullMarked;
