package dev.sia.server.agent;

import java.util.List;

/** What an agent says of itself when it attaches, and the node that it attached to. */
public record SessionStart(String version, List<String> labels, int capacity, String nodeId) {}
