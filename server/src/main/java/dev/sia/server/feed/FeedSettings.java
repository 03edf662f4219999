package dev.sia.server.feed;

import java.time.Duration;

/**
 * What an operator or a test may decide about feeds.
 *
 * @param pollInterval how often a tail reads although no signal told it to
 * @param mostWatchers sockets and streams of a node
 * @param mostWatchersOfOrganization those of one organization on a node
 */
public record FeedSettings(Duration pollInterval, int mostWatchers, int mostWatchersOfOrganization) {}
