/**
 * The one way a refusal travels from the core to an edge: {@link dev.sia.server.error.DomainException} with a stable
 * {@link dev.sia.server.error.ErrorCode}. Uses nothing but the JDK; every other package may use it. All types are
 * immutable.
 */
@NullMarked
package dev.sia.server.error;

import org.jspecify.annotations.NullMarked;
