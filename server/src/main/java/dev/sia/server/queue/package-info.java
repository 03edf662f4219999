/**
 * The two queues of an organization and the order inside them. Everything here is safe for use by many threads.
 */
@NullMarked
package dev.sia.server.queue;

import org.jspecify.annotations.NullMarked;
