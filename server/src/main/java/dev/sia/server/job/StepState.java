package dev.sia.server.job;

/** State of a step in an attempt. */
public enum StepState {
    STARTED,
    SUCCEEDED,
    FAILED,
    SKIPPED
}
