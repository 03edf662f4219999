/**
 * Every failure of a REST call as one {@code application/problem+json}: first in the words of the catalogue
 * ({@link dev.sia.server.rest.problem.Refusals}), then on the wire. Uses {@code error} and the generated types. Safe for
 * use by many threads.
 */
@NullMarked
package dev.sia.server.rest.problem;

import org.jspecify.annotations.NullMarked;
