/**
 * The attempts that the agent holds: their steps in a workspace of their own, and what they have to tell the server.
 *
 * <p>An attempt goes on whether or not a session exists. Everything it has to say is kept as state ({@link
 * dev.sia.cli.agent.attempt.AttemptFrames}) from which a session takes frame by frame, so a new session repeats what the
 * old one may have lost, and nothing queues without a bound.
 *
 * <p>Uses {@code process}, {@code log} and the generated messages; knows nothing of streams. {@link
 * dev.sia.cli.agent.attempt.Attempts} may be used from any thread.
 */
@NullMarked
package dev.sia.cli.agent.attempt;

import org.jspecify.annotations.NullMarked;
