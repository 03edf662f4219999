/**
 * Who did what from where, and who was refused: append-only, for the administrators of an organization. What was changed comes from {@code
 * event} in the transaction of the change, refusals from the edges through {@link dev.sia.server.audit.Denials}. Uses {@code db},
 * {@code event}, {@code organization} and {@code signal}. Everything here is safe for use by many threads.
 */
@NullMarked
package dev.sia.server.audit;

import org.jspecify.annotations.NullMarked;
