/**
 * SIA's side of the agent protocol as a script: a server on a real port that keeps to the protocol and writes down what the agent
 * does, with switches for everything that a rule wants to go wrong.
 *
 * <p>Uses the generated protocol types and gRPC. All types are thread-safe unless they say otherwise.
 */
@NullMarked
package dev.sia.cli.conformance.script;

import org.jspecify.annotations.NullMarked;
