/**
 * The rules of the agent protocol that can be seen from the server's side, and how each is tried: a short story in which the
 * server does something and the agent has to do the right thing.
 *
 * <p>Uses {@code script} and {@code agent}. Each rule has a stage of its own, and one thread plays on it.
 */
@NullMarked
package dev.sia.cli.conformance.rule;

import org.jspecify.annotations.NullMarked;
