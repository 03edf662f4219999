package dev.sia.server.rest;

import dev.sia.server.queue.QueueMoves;
import dev.sia.server.queue.QueuePauses;
import dev.sia.server.queue.QueueService;
import dev.sia.server.scheduling.SchedulingService;

/** What REST needs of the queues. */
public record QueueServices(QueueService queues, QueuePauses pauses, QueueMoves moves, SchedulingService scheduling) {}
