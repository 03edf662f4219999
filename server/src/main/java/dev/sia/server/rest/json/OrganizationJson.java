package dev.sia.server.rest.json;

import dev.sia.api.model.CallerKind;
import dev.sia.api.model.Me;
import dev.sia.api.model.Member;
import dev.sia.api.model.Organization;
import dev.sia.api.model.OrganizationSettings;
import dev.sia.api.model.UpdateSettingsRequest;
import dev.sia.server.identity.Grant;
import dev.sia.server.identity.Membership;
import dev.sia.server.identity.Principal;
import dev.sia.server.identity.Role;
import dev.sia.server.identity.Scopes;
import dev.sia.server.settings.OrganizationSettings.Choices;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The caller and the organizations that the caller may see. */
public final class OrganizationJson {
    private OrganizationJson() {}

    public static Organization of(dev.sia.server.organization.Organization organization, Membership membership) {
        return new Organization()
                .id(organization.id().value())
                .name(membership.organizationName())
                .role(role(membership.grant()))
                .scopes(scopes(membership.grant()))
                .createdAt(organization.createdAt());
    }

    private static dev.sia.api.model.@Nullable Role role(Grant grant) {
        return grant instanceof Role role ? dev.sia.api.model.Role.valueOf(role.name()) : null;
    }

    private static @Nullable List<dev.sia.api.model.Scope> scopes(Grant grant) {
        return grant instanceof Scopes scopes
                ? scopes.values().stream()
                        .sorted()
                        .map(scope -> dev.sia.api.model.Scope.valueOf(scope.name()))
                        .toList()
                : null;
    }

    public static Member of(dev.sia.server.member.Member member) {
        return new Member()
                .userId(member.userId())
                .email(member.email())
                .role(dev.sia.api.model.Role.valueOf(member.role().name()))
                .firstSeenAt(member.firstSeenAt())
                .lastSeenAt(member.lastSeenAt());
    }

    public static OrganizationSettings settings(dev.sia.server.settings.OrganizationSettings settings) {
        return new OrganizationSettings()
                .etag(EntityTags.of(settings.version()))
                .maxRunningJobs(settings.maxRunningJobs())
                .logKeepDays(settings.logKeepDays())
                .logKeepMebibytes(settings.logKeepMebibytes());
    }

    public static Choices choices(UpdateSettingsRequest request) {
        return new Choices(request.getMaxRunningJobs(), request.getLogKeepDays(), request.getLogKeepMebibytes());
    }

    public static Me me(Principal caller, List<Organization> organizations) {
        return new Me()
                .kind(CallerKind.valueOf(caller.kind().name()))
                .id(caller.id())
                .name(caller.name())
                .organizations(organizations)
                .expiresAt(caller.end().orElse(null));
    }
}
