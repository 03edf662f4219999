package dev.sia.server.activity;

/** Names the task queue that only one node listens on. */
final class NodeQueue {
    private NodeQueue() {}

    static String of(String nodeId) {
        return "agent-node-" + nodeId;
    }
}
