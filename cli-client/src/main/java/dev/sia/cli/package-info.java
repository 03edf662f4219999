/**
 * The {@code sia} command: {@link dev.sia.cli.Main} reads the process's surroundings, {@link dev.sia.cli.SiaCommand} is the root of
 * the commands. What a command needs of the outside world comes from {@link dev.sia.cli.Surroundings}; only {@code Main} reads the
 * environment or exits.
 *
 * <p>Uses the SDK and the generated types; never the server's code. One command runs in one thread.
 */
@NullMarked
package dev.sia.cli;

import org.jspecify.annotations.NullMarked;
