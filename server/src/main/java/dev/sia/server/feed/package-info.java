/**
 * Feeds: what watchers of a log or of events are sent, and when. One tail per watched job or organization reads what is new
 * for all its watchers on this node, once, and keeps a bounded piece of it; who is further behind reads for itself, few at a
 * time. Feeds speak domain records and encoded pieces to a sink; an edge turns those into its protocol. May use the features'
 * services and {@code signal}. A feed belongs to one thread; everything else is safe for use by many.
 */
@NullMarked
package dev.sia.server.feed;

import org.jspecify.annotations.NullMarked;
