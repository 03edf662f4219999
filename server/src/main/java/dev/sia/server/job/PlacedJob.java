package dev.sia.server.job;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * A job and its place in its queue at one moment.
 *
 * @param position from 1; empty when the job does not wait, or is too far behind to be counted
 */
public record PlacedJob(Job job, OptionalInt position) {
    public PlacedJob {
        Objects.requireNonNull(job, "job");
        Objects.requireNonNull(position, "position");
    }
}
