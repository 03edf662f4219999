/** What anybody may send, made up by Jazzer; see {@link dev.sia.server.fuzz.FuzzingTest}. */
@NullMarked
package dev.sia.server.fuzz;

import org.jspecify.annotations.NullMarked;
