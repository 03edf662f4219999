/**
 * An attempt's log on its way from a command's output to the server: bytes become lines, lines are numbered and wait on disk
 * in a bounded spool until the server has acknowledged them.
 *
 * <p>Uses the generated {@code LogLine} and the JDK. The spool may be used from any thread; a splitter belongs to one.
 */
@NullMarked
package dev.sia.cli.agent.log;

import org.jspecify.annotations.NullMarked;
