package dev.sia.server.attempt;

import dev.sia.server.job.RetryPolicy;

/**
 * How often a job was tried, and how often it may be.
 *
 * @param made attempts since a person queued the job last, the one that has just ended included
 * @param timeUp whether the time for all attempts together is over
 */
record Tries(int made, RetryPolicy policy, boolean timeUp) {}
