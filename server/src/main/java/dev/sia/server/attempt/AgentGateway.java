package dev.sia.server.attempt;

import dev.sia.server.agent.AgentId;

/**
 * Sends to the agents whose streams this node holds. All methods return at once; false means that no stream of the agent
 * is here, which loses nothing: an attaching agent is told what it missed.
 */
public interface AgentGateway {
    boolean offer(AttemptOffer offer);

    /** Asks the agent to stop an attempt, again and again until it acknowledges. */
    boolean cancel(AgentId agent, AttemptId attempt, String reason);

    /** Passes words of a person on to the tool that works on an attempt, again and again until the agent acknowledges. */
    boolean hint(AgentId agent, AttemptHint hint);

    /**
     * Tells the agent that it is offered nothing more for now, or that it is again.
     *
     * @param reason why, for people
     */
    boolean drain(AgentId agent, boolean over, String reason);

    /** Whether a stream of the agent is here. */
    boolean holds(AgentId agent);

    /** Ends the agent's stream: it is no longer one of its organization. */
    void remove(AgentId agent);

    /** Ends the agent's stream: its credential was revoked. */
    void revoke(AgentId agent);

    /** Ends the agent's stream if it belongs to this session or an older one, which is over. */
    void endSession(AgentId agent, long epoch);

    /** Tells the agent that an attempt is no longer its own. */
    boolean leaseLost(AgentId agent, AttemptId attempt, String reason);
}
