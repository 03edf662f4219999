package dev.sia.sdk;

import dev.sia.api.client.OrganizationsApi;
import dev.sia.api.model.Organization;
import dev.sia.api.model.OrganizationSettings;
import dev.sia.api.model.UpdateSettingsRequest;
import java.util.List;
import java.util.UUID;

/** The organizations that the caller is a member of. Errors are those of {@link Jobs}. */
public final class Organizations {
    private final OrganizationsApi api;
    private final Calls calls;

    Organizations(OrganizationsApi api, Calls calls) {
        this.api = api;
        this.calls = calls;
    }

    /** All of them, by name. */
    public List<Organization> list() {
        return calls.repeatable(api::listOrganizations).getItems();
    }

    /** One of them. */
    public Organization get(UUID organizationId) {
        return calls.repeatable(() -> api.getOrganization(organizationId));
    }

    /** What an organization decides for itself. */
    public OrganizationSettings settings(UUID organizationId) {
        return calls.repeatable(() -> api.getSettings(organizationId));
    }

    /**
     * Replaces an organization's settings as a whole: what the request leaves out has no limit from now on. For admins.
     *
     * @param etag {@code etag} of the settings that you have read; {@code *} to replace them whatever they have become
     * @throws dev.sia.sdk.error.SiaConflictException when they have another etag by now ({@code precondition_failed})
     */
    public OrganizationSettings replaceSettings(UUID organizationId, UpdateSettingsRequest settings, String etag) {
        return calls.once(() -> api.updateSettings(organizationId, settings, etag));
    }
}
