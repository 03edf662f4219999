package dev.sia.server.rest;

import dev.sia.api.model.MemberPage;
import dev.sia.api.model.Organization;
import dev.sia.api.model.OrganizationList;
import dev.sia.api.model.OrganizationSettings;
import dev.sia.api.model.UpdateSettingsRequest;
import dev.sia.api.rest.OrganizationsApi;
import dev.sia.server.event.Actor;
import dev.sia.server.identity.Principal;
import dev.sia.server.member.Member;
import dev.sia.server.member.MemberService;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.rest.json.EntityTags;
import dev.sia.server.rest.json.OrganizationJson;
import dev.sia.server.settings.SettingsService;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tenants that the caller belongs to. */
public final class OrganizationsResource implements OrganizationsApi {
    private final Provider<Principal> caller;
    private final Provider<Actor> actor;
    private final OrganizationAnswers organizations;
    private final MemberService members;
    private final SettingsService settings;

    /** @param caller known only when the call has passed the access filter, which is after this */
    @Inject
    public OrganizationsResource(
            Provider<Principal> caller,
            Provider<Actor> actor,
            OrganizationAnswers organizations,
            MemberService members,
            SettingsService settings) {
        this.caller = caller;
        this.actor = actor;
        this.organizations = organizations;
        this.members = members;
        this.settings = settings;
    }

    @Override
    public Organization getOrganization(UUID organizationId) {
        return organizations.one(caller.get(), new OrganizationId(organizationId));
    }

    @Override
    public OrganizationList listOrganizations() {
        return new OrganizationList().items(organizations.all(caller.get()));
    }

    @Override
    public MemberPage listMembers(UUID organizationId, @Nullable String cursor, Integer limit) {
        Cursors cursors = Cursors.of("members", organizationId);
        String after = cursors.place(cursor, text -> text).orElse(null);
        Cursors.Page<Member> page =
                Cursors.Page.of(members.list(new OrganizationId(organizationId), after, limit + 1), limit);
        return new MemberPage()
                .items(page.items().stream().map(OrganizationJson::of).toList())
                .nextCursor(page.more() ? cursors.after(page.items().getLast().userId()) : null);
    }

    @Override
    public OrganizationSettings getSettings(UUID organizationId) {
        return OrganizationJson.settings(settings.find(new OrganizationId(organizationId)));
    }

    @Override
    public OrganizationSettings updateSettings(
            UUID organizationId, UpdateSettingsRequest request, @Nullable String ifMatch) {
        return OrganizationJson.settings(settings.replace(
                new OrganizationId(organizationId),
                actor.get(),
                OrganizationJson.choices(request),
                EntityTags.expected(ifMatch)));
    }
}
