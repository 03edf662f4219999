package dev.sia.server.queue;

/**
 * One queue in numbers.
 *
 * @param queuedCount jobs that wait
 * @param runningCount jobs from this queue that agents have
 */
public record QueueOverview(QueueName name, int queuedCount, int runningCount) {}
