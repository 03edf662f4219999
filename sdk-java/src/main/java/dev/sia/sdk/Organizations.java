package dev.sia.sdk;

import dev.sia.api.client.OrganizationsApi;
import dev.sia.api.model.Member;
import dev.sia.api.model.MemberPage;
import dev.sia.api.model.Organization;
import dev.sia.api.model.OrganizationSettings;
import dev.sia.api.model.UpdateSettingsRequest;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The organizations that the caller is a member of. Errors are those of {@link Jobs}. */
public final class Organizations {
    private static final int PAGE_SIZE = 100;

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

    /**
     * The users of an organization whom the server has seen, in the order of their ids. Pages are asked for as the stream is
     * read.
     */
    public Stream<Member> members(UUID organizationId) {
        return PageStream.of(cursor -> {
            MemberPage page = membersPage(organizationId, cursor, PAGE_SIZE);
            return new PageStream.Page<>(page.getItems(), page.getNextCursor());
        });
    }

    /**
     * One page of them.
     *
     * @param cursor {@code nextCursor} of the page before; null for the first page
     * @param limit most members in it, 1 to 200
     */
    public MemberPage membersPage(UUID organizationId, @Nullable String cursor, int limit) {
        return calls.repeatable(() -> api.listMembers(organizationId, cursor, limit));
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
