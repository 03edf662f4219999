/**
 * Gives queued jobs to agents, woken by signals, and sweeps up what time has run out for.
 */
@NullMarked
package dev.sia.server.dispatch;

import org.jspecify.annotations.NullMarked;
