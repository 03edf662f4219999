/**
 * What an operator looks at: health, readiness and metrics, on an address of their own that answers without credentials
 * and is bound to the loopback address unless told otherwise. Knows no feature: they register their checks and meters
 * here through the composition root. Types are thread-safe.
 */
@NullMarked
package dev.sia.server.management;

import org.jspecify.annotations.NullMarked;
