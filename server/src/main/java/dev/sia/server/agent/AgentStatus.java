package dev.sia.server.agent;

/** Whether an agent can work. */
public enum AgentStatus {
    /** It takes offers. */
    ONLINE,
    /** It finishes what it has and is offered nothing more. */
    DRAINING,
    /** It is gone. */
    OFFLINE
}
