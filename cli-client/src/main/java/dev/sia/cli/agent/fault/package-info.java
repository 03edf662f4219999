/**
 * What the reference agent does wrong on purpose when an operator asks for it ({@code sia agent run --fault}), so that anybody
 * can see for themselves what the server makes of it.
 *
 * <p>Uses gRPC and the generated frames and nothing of the agent: a fault happens between the agent and the wire, and the agent
 * does not know of it. All types are thread-safe.
 */
@NullMarked
package dev.sia.cli.agent.fault;

import org.jspecify.annotations.NullMarked;
