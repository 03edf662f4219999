package dev.sia.cli.bench.dispatch;

/** What can be measured. */
enum Part {
    /** How soon an idle agent is offered a new job. */
    LATENCY,
    /** How many jobs go the whole way. */
    LIFECYCLE,
    /** How many jobs are accepted. */
    CREATE,
    /** How soon a job in a long queue is at another place. */
    MOVE,
    /** Idle agents: memory, and a restart of the server. */
    FLEET
}
