/**
 * The agent under test: a process that the kit starts and ends, or one that its author starts by hand.
 *
 * <p>Uses {@code dev.sia.cli.child}. One thread uses an agent.
 */
@NullMarked
package dev.sia.cli.conformance.agent;

import org.jspecify.annotations.NullMarked;
