package dev.sia.server.activity;

/**
 * Where this node works.
 *
 * @param taskQueue queue of the workflows, shared by all nodes
 * @param nodeId names this node and its own queue
 */
public record TemporalSettings(String namespace, String taskQueue, String nodeId) {}
