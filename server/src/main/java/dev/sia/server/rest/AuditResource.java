package dev.sia.server.rest;

import dev.sia.api.model.AuditEntryPage;
import dev.sia.api.model.AuditOutcome;
import dev.sia.api.rest.AuditApi;
import dev.sia.server.audit.AuditFilter;
import dev.sia.server.audit.AuditPage;
import dev.sia.server.audit.AuditTrail;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.rest.json.AuditJson;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who did it, from where, and who was refused. */
public final class AuditResource implements AuditApi {
    private final AuditTrail audit;

    @Inject
    public AuditResource(AuditTrail audit) {
        this.audit = audit;
    }

    @Override
    public AuditEntryPage listAuditEntries(
            UUID organizationId,
            @Nullable String actorId,
            @Nullable String action,
            @Nullable AuditOutcome outcome,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable UUID jobId,
            @Nullable UUID agentId,
            @Nullable String cursor,
            Integer limit) {
        AuditFilter filter = new AuditFilter(actorId, action, AuditJson.outcome(outcome), from, to, jobId, agentId);
        Cursors cursors = Cursors.of("audit", organizationId, filter);
        UUID before = cursors.place(cursor, UUID::fromString).orElse(null);
        AuditPage page = audit.list(new OrganizationId(organizationId), filter, before, limit);
        return new AuditEntryPage()
                .items(page.entries().stream().map(AuditJson::of).toList())
                .nextCursor(page.next() == null ? null : cursors.after(page.next()));
    }
}
