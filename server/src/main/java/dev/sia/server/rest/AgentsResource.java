package dev.sia.server.rest;

import dev.sia.api.model.AgentPage;
import dev.sia.api.model.CreateEnrolmentTokenRequest;
import dev.sia.api.model.DrainAgentRequest;
import dev.sia.api.model.EnrolmentToken;
import dev.sia.api.model.EnrolmentTokenPage;
import dev.sia.api.model.IssuedEnrolmentToken;
import dev.sia.api.model.UpdateAgentRequest;
import dev.sia.api.rest.AgentsApi;
import dev.sia.server.agent.Agent;
import dev.sia.server.agent.AgentId;
import dev.sia.server.agent.AgentService;
import dev.sia.server.agent.EnrolmentTokens;
import dev.sia.server.attempt.AgentRemoval;
import dev.sia.server.event.Actor;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.rest.json.AgentJson;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who works, and who may join. */
public final class AgentsResource implements AgentsApi {
    private final AgentService agents;
    private final EnrolmentTokens tokens;
    private final AgentRemoval removal;
    private final Provider<Actor> caller;

    /** @param caller known only when the call has passed the access filter, which is after this */
    @Inject
    public AgentsResource(AgentServices services, Provider<Actor> caller) {
        this.agents = services.agents();
        this.tokens = services.tokens();
        this.removal = services.removal();
        this.caller = caller;
    }

    @Override
    public EnrolmentToken createEnrolmentToken(UUID organizationId, CreateEnrolmentTokenRequest request) {
        return AgentJson.of(tokens.create(
                new OrganizationId(organizationId),
                caller.get(),
                Duration.ofSeconds(request.getExpiresInSeconds()),
                request.getMaxUses()));
    }

    @Override
    public IssuedEnrolmentToken revokeEnrolmentToken(UUID organizationId, UUID tokenId) {
        return AgentJson.of(tokens.revoke(new OrganizationId(organizationId), tokenId, caller.get()));
    }

    @Override
    public EnrolmentTokenPage listEnrolmentTokens(UUID organizationId, @Nullable String cursor, Integer limit) {
        Cursors cursors = Cursors.of("enrolment-tokens", organizationId);
        UUID before = cursors.place(cursor, UUID::fromString).orElse(null);
        Cursors.Page<dev.sia.server.agent.IssuedEnrolmentToken> page =
                Cursors.Page.of(tokens.list(new OrganizationId(organizationId), before, limit + 1), limit);
        return new EnrolmentTokenPage()
                .items(page.items().stream().map(AgentJson::of).toList())
                .nextCursor(page.more() ? cursors.after(page.items().getLast().id()) : null);
    }

    @Override
    public dev.sia.api.model.Agent revokeAgentCredential(UUID organizationId, UUID agentId) {
        return AgentJson.of(
                agents.revokeCredential(new OrganizationId(organizationId), new AgentId(agentId), caller.get()));
    }

    @Override
    public dev.sia.api.model.Agent getAgent(UUID organizationId, UUID agentId) {
        return AgentJson.of(agents.find(new OrganizationId(organizationId), new AgentId(agentId)));
    }

    @Override
    public dev.sia.api.model.Agent updateAgent(UUID organizationId, UUID agentId, UpdateAgentRequest request) {
        return AgentJson.of(agents.rename(
                new OrganizationId(organizationId), new AgentId(agentId), caller.get(), request.getName()));
    }

    @Override
    public dev.sia.api.model.Agent drainAgent(UUID organizationId, UUID agentId, DrainAgentRequest request) {
        return AgentJson.of(agents.drain(
                new OrganizationId(organizationId), new AgentId(agentId), caller.get(), request.getReason()));
    }

    @Override
    public dev.sia.api.model.Agent resumeAgent(UUID organizationId, UUID agentId) {
        return AgentJson.of(agents.resume(new OrganizationId(organizationId), new AgentId(agentId), caller.get()));
    }

    @Override
    public dev.sia.api.model.Agent removeAgent(UUID organizationId, UUID agentId, Boolean force) {
        return AgentJson.of(
                removal.remove(new OrganizationId(organizationId), new AgentId(agentId), caller.get(), force));
    }

    @Override
    public AgentPage listAgents(UUID organizationId, @Nullable String cursor, Integer limit) {
        Cursors cursors = Cursors.of("agents", organizationId);
        AgentId after = cursors.place(cursor, text -> new AgentId(UUID.fromString(text)))
                .orElse(null);
        Cursors.Page<Agent> page =
                Cursors.Page.of(agents.list(new OrganizationId(organizationId), after, limit + 1), limit);
        return new AgentPage()
                .items(page.items().stream().map(AgentJson::of).toList())
                .nextCursor(page.more() ? cursors.after(page.items().getLast().id()) : null);
    }
}
