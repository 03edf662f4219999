/**
 * What happened to a job, as one ordered story: the events about it and its attempts, and those about the agents while
 * they had it. Pure functions say each in one sentence. Uses {@code db}, {@code event} and the value types of jobs.
 */
@NullMarked
package dev.sia.server.timeline;

import org.jspecify.annotations.NullMarked;
