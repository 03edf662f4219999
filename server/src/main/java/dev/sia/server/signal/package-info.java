/**
 * Wake-ups: tells whoever waits that something was committed, on this node and on the others. A signal carries no
 * data; its receiver reads the database. Uses {@code db}. Everything here is safe for use by many threads.
 */
@NullMarked
package dev.sia.server.signal;

import org.jspecify.annotations.NullMarked;
