package dev.sia.contracts.audit;

import java.util.List;

/**
 * What the database has of an attempt's log, as the interfaces show it.
 *
 * @param digest as the server has it, in hexadecimal
 * @param complete what the server says about it
 */
record Stored(LogName log, List<AuditedLine> lines, String digest, boolean complete) {
    Stored {
        lines = List.copyOf(lines);
    }
}
