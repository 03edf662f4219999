package dev.sia.server.limit;

import java.time.Duration;

/**
 * How a bucket stands.
 *
 * @param granted whether the request may go on
 * @param remaining requests that could come at once from now on
 * @param untilFull after which everything is there again
 * @param retryIn until the next request is granted; zero when it would be now
 */
public record Quota(boolean granted, long remaining, Duration untilFull, Duration retryIn) {}
