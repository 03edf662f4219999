/**
 * {@code sia agent conformance}: plays SIA's side of the agent protocol and says, rule by rule, whether an agent keeps to it. The
 * agent may be in any language.
 *
 * <p>{@code script} is the server, {@code agent} the agent under test, {@code rule} what is tried. Uses the generated protocol types,
 * never the code of the reference agent's session. Rules may be tried at the same time, each in one thread.
 */
@NullMarked
package dev.sia.cli.conformance;

import org.jspecify.annotations.NullMarked;
