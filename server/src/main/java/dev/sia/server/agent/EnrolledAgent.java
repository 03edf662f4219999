package dev.sia.server.agent;

/** A new agent with its credential, which exists in clear only here. */
public record EnrolledAgent(AgentIdentity identity, String credential) {
    @Override
    public String toString() {
        return "EnrolledAgent[" + identity + ", ***]";
    }
}
