package dev.sia.sdk;

import dev.sia.api.client.AuditApi;
import dev.sia.api.model.AuditEntry;
import dev.sia.api.model.AuditEntryPage;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who did what in one organization, from where, and who was refused; for admins and owners. Errors are those of {@link Jobs}. */
public final class Audit {
    private final UUID organizationId;
    private final AuditApi api;
    private final Calls calls;

    Audit(UUID organizationId, AuditApi api, Calls calls) {
        this.organizationId = organizationId;
        this.api = api;
        this.calls = calls;
    }

    /** All entries that the query names, newest first. Pages are asked for as the stream is read. */
    public Stream<AuditEntry> entries(AuditQuery query) {
        return PageStream.of(cursor -> {
            AuditEntryPage page = page(query, cursor);
            return new PageStream.Page<>(page.getItems(), page.getNextCursor());
        });
    }

    /**
     * One page of entries, perhaps an empty one although others follow.
     *
     * @param cursor {@code nextCursor} of the page before, good only for the same query; null for the first page
     */
    public AuditEntryPage page(AuditQuery query, @Nullable String cursor) {
        return calls.repeatable(() -> api.listAuditEntries(
                organizationId,
                query.actorId(),
                query.action(),
                query.outcome(),
                query.from(),
                query.to(),
                query.jobId(),
                query.agentId(),
                cursor,
                query.pageSize()));
    }
}
