/**
 * The contracts as files and the docs pages that show them, all from the class path. Uses {@code error} only.
 * Everything here is immutable.
 */
@NullMarked
package dev.sia.server.rest.docs;

import org.jspecify.annotations.NullMarked;
