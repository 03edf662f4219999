package dev.sia.server.queue;

import java.util.List;

/** The queues of an organization. */
public enum QueueName {
    REWORK,
    BACKLOG;

    /** The order in which they are served. */
    public static final List<QueueName> SERVING_ORDER = List.of(REWORK, BACKLOG);
}
