/**
 * The reference agent, {@code sia agent run}: connects out to a server, takes coding jobs, and runs any command line as the
 * coding tool.
 *
 * <p>This package has the command, its settings and the composition ({@link dev.sia.cli.agent.Agent}); below it, {@code
 * session} speaks the protocol, {@code attempt} does the work, {@code log} keeps its output and {@code process} its
 * processes. Each uses only those after it. {@code fault} may stand between all of that and the wire.
 */
@NullMarked
package dev.sia.cli.agent;

import org.jspecify.annotations.NullMarked;
