package dev.sia.cli.agent.session;

import java.util.List;

/** What the agent says of itself. */
public record AgentIdentity(String name, String version, List<String> labels, int capacity) {
    public AgentIdentity {
        labels = List.copyOf(labels);
    }
}
