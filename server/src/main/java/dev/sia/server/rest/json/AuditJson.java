package dev.sia.server.rest.json;

import dev.sia.api.model.AuditEntry;
import dev.sia.api.model.AuditOutcome;
import dev.sia.api.model.ProblemCode;
import dev.sia.api.model.QueueName;
import dev.sia.server.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Entries of the audit. */
public final class AuditJson {
    private AuditJson() {}

    /** @return null for both, as the filter has it */
    public static dev.sia.server.audit.@Nullable AuditOutcome outcome(@Nullable AuditOutcome outcome) {
        return outcome == null ? null : dev.sia.server.audit.AuditOutcome.valueOf(outcome.name());
    }

    @SuppressWarnings("NullAway") // Absent members of generated types are null.
    public static AuditEntry of(dev.sia.server.audit.AuditEntry entry) {
        ErrorCode code = entry.code();
        return new AuditEntry()
                .id(entry.id())
                .at(entry.at())
                .action(entry.action())
                .outcome(AuditOutcome.valueOf(entry.outcome().name()))
                .actor(entry.actor() == null ? null : ActorJson.of(entry.actor()))
                .address(entry.address())
                .requestId(entry.requestId())
                .jobId(entry.jobId())
                .agentId(entry.agentId())
                .queue(entry.queue() == null ? null : QueueName.fromString(entry.queue()))
                .subjectId(entry.subjectId())
                .eventNumber(entry.eventNumber())
                .code(code == null ? null : ProblemCode.valueOf(code.name()))
                .count(code == null ? null : entry.count())
                .firstAt(entry.firstAt());
    }
}
