package dev.sia.server.audit;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Some entries, newest first.
 *
 * @param next before which entry to go on; null when there is nothing more
 */
public record AuditPage(List<AuditEntry> entries, @Nullable UUID next) {
    public AuditPage {
        entries = List.copyOf(entries);
    }
}
