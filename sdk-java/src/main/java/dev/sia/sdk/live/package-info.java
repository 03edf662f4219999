/**
 * Live views: {@link dev.sia.sdk.live.Live} opens streams of log lines or events that survive lost connections, expired tokens
 * and restarts of the server. A stream gives every record once, in order, and ends by itself or with a
 * {@link dev.sia.sdk.error.SiaException}.
 *
 * <p>Each stream has a WebSocket of its own and at most a few frames in memory: who reads slowly slows the server's sending
 * down. A stream is read by one thread and may be closed by any.
 */
@NullMarked
package dev.sia.sdk.live;

import org.jspecify.annotations.NullMarked;
