/**
 * How often somebody may ask: token buckets in the memory of this node, on a clock that nobody sets. Uses {@code error} and
 * the ids of {@code organization}; the edges ask it before they do anything else. Safe for use by many threads.
 */
@NullMarked
package dev.sia.server.limit;

import org.jspecify.annotations.NullMarked;
