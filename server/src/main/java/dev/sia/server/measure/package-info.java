/**
 * What the machine under a server can do: commits and reads of its database, empty workflows of its Temporal. Figures of
 * the server itself mean little without these. Uses {@code db} and Temporal's client; only the root uses it.
 */
@NullMarked
package dev.sia.server.measure;

import org.jspecify.annotations.NullMarked;
