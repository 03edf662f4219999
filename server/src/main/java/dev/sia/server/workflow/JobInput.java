package dev.sia.server.workflow;

/** Which job a workflow drives. */
public record JobInput(String jobId) {}
