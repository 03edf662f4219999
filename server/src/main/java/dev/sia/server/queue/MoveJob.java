package dev.sia.server.queue;

import java.util.UUID;

/** The wish to put a waiting job elsewhere in its queue. */
public record MoveJob(UUID jobId, MoveTarget target) {}
