/**
 * The agent's way to the server: address and credential, enrolment, and the stream that is opened again whenever it ends.
 *
 * <p>Uses gRPC, the generated stubs and {@code attempt}. One thread writes to a stream; what comes in is handled on gRPC's
 * threads and never waits.
 */
@NullMarked
package dev.sia.cli.agent.session;

import org.jspecify.annotations.NullMarked;
