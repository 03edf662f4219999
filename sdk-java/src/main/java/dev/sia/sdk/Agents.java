package dev.sia.sdk;

import dev.sia.api.client.AgentsApi;
import dev.sia.api.model.Agent;
import dev.sia.api.model.AgentPage;
import dev.sia.api.model.CreateEnrolmentTokenRequest;
import dev.sia.api.model.EnrolmentToken;
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
}
