/**
 * Keeps values that must not be seen out of everything that leaves the agent: an automaton that finds them in bytes, a stream that
 * replaces them, and the rules for what counts as one. Uses the JDK alone. {@link dev.sia.cli.agent.mask.Secrets} and
 * {@link dev.sia.cli.agent.mask.Masker} are immutable; a {@link dev.sia.cli.agent.mask.MaskingStream} belongs to one thread.
 */
@NullMarked
package dev.sia.cli.agent.mask;

import org.jspecify.annotations.NullMarked;
