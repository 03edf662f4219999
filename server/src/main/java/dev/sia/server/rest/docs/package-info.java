/**
 * The contracts as files and the docs page that shows one of them, all from the class path. Uses {@code error} only.
 * Everything here is immutable.
 */
@NullMarked
package dev.sia.server.rest.docs;

import org.jspecify.annotations.NullMarked;
