/**
 * Commands as operating-system processes that can be stopped whole: each runs in a session and process group of its own,
 * and whatever it leaves behind is found and killed.
 *
 * <p>Uses the JDK, {@code sh}, and {@code setsid} or {@code perl}; knows nothing of attempts, git or the protocol. All
 * public types may be used from any thread.
 */
@NullMarked
package dev.sia.cli.agent.process;

import org.jspecify.annotations.NullMarked;
