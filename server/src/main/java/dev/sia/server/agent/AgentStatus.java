package dev.sia.server.agent;

/** Whether an agent has a live session. */
public enum AgentStatus {
    ONLINE,
    OFFLINE
}
