package dev.sia.server.job;

/** A stage of an attempt; stages run in this order. */
public enum Step {
    PREPARE,
    GENERATE,
    VERIFY,
    PUBLISH,
    CLEANUP
}
