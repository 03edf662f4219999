package dev.sia.sdk;

import dev.sia.api.client.AgentsApi;
import dev.sia.api.model.Agent;
import dev.sia.api.model.AgentPage;
import dev.sia.api.model.CreateEnrolmentTokenRequest;
import dev.sia.api.model.DrainAgentRequest;
import dev.sia.api.model.EnrolmentToken;
import dev.sia.api.model.EnrolmentTokenPage;
import dev.sia.api.model.IssuedEnrolmentToken;
import dev.sia.api.model.UpdateAgentRequest;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The agents of one organization, and how new ones join. Errors are those of {@link Jobs}. */
public final class Agents {
    private static final int PAGE_SIZE = 100;

    private final UUID organizationId;
    private final AgentsApi api;
    private final Calls calls;

    Agents(UUID organizationId, AgentsApi api, Calls calls) {
        this.organizationId = organizationId;
        this.api = api;
        this.calls = calls;
    }

    /** All agents in the order in which they joined. Pages are asked for as the stream is read. */
    public Stream<Agent> list() {
        return PageStream.of(cursor -> {
            AgentPage page = page(cursor, PAGE_SIZE);
            return new PageStream.Page<>(page.getItems(), page.getNextCursor());
        });
    }

    /**
     * One page of agents.
     *
     * @param cursor {@code nextCursor} of the page before; null for the first page
     * @param limit most agents in it, 1 to 200
     */
    public AgentPage page(@Nullable String cursor, int limit) {
        return calls.repeatable(() -> api.listAgents(organizationId, cursor, limit));
    }

    /** One agent. */
    public Agent get(UUID agentId) {
        return calls.repeatable(() -> api.getAgent(organizationId, agentId));
    }

    /** Changes what people call the agent. */
    public Agent rename(UUID agentId, String name) {
        return calls.repeatable(() -> api.updateAgent(organizationId, agentId, new UpdateAgentRequest().name(name)));
    }

    /**
     * Lets the agent finish what it has and take no more, until it is resumed.
     *
     * @param reason for people, at most 500 characters; null for none
     * @throws dev.sia.sdk.error.SiaForbiddenException when the caller is not an admin or owner
     */
    public Agent drain(UUID agentId, @Nullable String reason) {
        return calls.repeatable(() -> api.drainAgent(organizationId, agentId, new DrainAgentRequest().reason(reason)));
    }

    /**
     * Takes {@link #drain} back.
     *
     * @throws dev.sia.sdk.error.SiaConflictException with {@code agent_not_draining} when it is not drained
     */
    public Agent resume(UUID agentId) {
        return calls.once(() -> api.resumeAgent(organizationId, agentId));
    }

    /**
     * Takes the agent out of the organization; its credential is good for nothing from then on.
     *
     * @param force also when it has attempts, which then count as lost
     * @return the agent as it was last
     * @throws dev.sia.sdk.error.SiaConflictException with {@code agent_busy} when it has attempts
     */
    public Agent remove(UUID agentId, boolean force) {
        return calls.once(() -> api.removeAgent(organizationId, agentId, force));
    }

    /**
     * Makes a token with which agents join the organization. It is in no other answer, and the request is not sent again once
     * it may have reached the server.
     *
     * @param expiresIn how long it can be used: a minute to a week, to the second
     * @param maxUses how many agents can enrol with it, 1 to 1000
     * @throws dev.sia.sdk.error.SiaForbiddenException when the caller is not an admin or owner
     */
    public EnrolmentToken createEnrolmentToken(Duration expiresIn, int maxUses) {
        CreateEnrolmentTokenRequest request = new CreateEnrolmentTokenRequest()
                .expiresInSeconds(Math.toIntExact(expiresIn.toSeconds()))
                .maxUses(maxUses);
        return calls.once(() -> api.createEnrolmentToken(organizationId, request));
    }

    /**
     * All enrolment tokens, newest first, without the tokens themselves. Pages are asked for as the stream is read.
     *
     * @throws dev.sia.sdk.error.SiaForbiddenException when the caller is not an admin or owner
     */
    public Stream<IssuedEnrolmentToken> enrolmentTokens() {
        return PageStream.of(cursor -> {
            EnrolmentTokenPage page =
                    calls.repeatable(() -> api.listEnrolmentTokens(organizationId, cursor, PAGE_SIZE));
            return new PageStream.Page<>(page.getItems(), page.getNextCursor());
        });
    }

    /**
     * Takes an enrolment token back: nobody joins with it any more. Agents that did stay.
     *
     * @return the token as it was
     */
    public IssuedEnrolmentToken revokeEnrolmentToken(UUID tokenId) {
        return calls.once(() -> api.revokeEnrolmentToken(organizationId, tokenId));
    }

    /**
     * Makes the agent's credential good for nothing, which ends its stream at once; what it has counts as lost after its grace.
     * The agent does not come back: enrol it anew, as another one.
     */
    public Agent revokeCredential(UUID agentId) {
        return calls.repeatable(() -> api.revokeAgentCredential(organizationId, agentId));
    }
}
