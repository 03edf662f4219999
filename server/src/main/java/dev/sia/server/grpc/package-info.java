/**
 * The edge that agents speak to: the protobuf contract over gRPC. It checks what agents send, calls {@code agent} and
 * {@code attempt}, and maps both ways; it decides nothing about jobs. May use the features' services, {@code error}, {@code tls}
 * and {@code dev.sia.api.agent.v1}. {@link dev.sia.server.grpc.AgentStreams} may be used by any thread; a stream has one
 * thread that handles its frames and one that writes.
 */
@NullMarked
package dev.sia.server.grpc;

import org.jspecify.annotations.NullMarked;
