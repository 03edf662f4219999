package dev.sia.server.job;

/** How far a cancellation has come. */
public enum CancellationStage {
    REQUESTED,
    DELIVERED,
    STOPPED,
    UNCONFIRMED
}
