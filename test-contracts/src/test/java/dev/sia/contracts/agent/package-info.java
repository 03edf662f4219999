/**
 * Pacts of the agents' surface: the reference agent as consumer, the real server as provider. A message is one frame in
 * proto3-JSON; what an agent says and the server answers is an exchange, what the server says by itself a message.
 */
@NullMarked
package dev.sia.contracts.agent;

import org.jspecify.annotations.NullMarked;
