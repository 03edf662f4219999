package dev.sia.server.job;

import java.util.Objects;
import java.util.UUID;

/** Identifies a job. */
public record JobId(UUID value) {
    public JobId {
        Objects.requireNonNull(value, "value");
    }

    /** Id of the durable workflow that drives the job. */
    public String workflowId() {
        return "job-" + value;
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
