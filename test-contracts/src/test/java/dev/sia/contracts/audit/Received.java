package dev.sia.contracts.audit;

import java.util.List;

/**
 * What one reader of a job's log saw, by its own ledger, in the order in which it came.
 *
 * @param reader what it is called
 * @param logs that it watched from their first record to their last
 * @param ends that it was told of; not every reader stays so long
 */
record Received(String reader, List<LogName> logs, List<Line> lines, List<End> ends) {
    Received {
        logs = List.copyOf(logs);
        lines = List.copyOf(lines);
        ends = List.copyOf(ends);
    }

    /** @param log that the reader believes to watch */
    record Line(LogName log, AuditedLine line) {}

    /** An attempt's log is over. */
    record End(LogName log, long finalSeq, boolean complete) {}
}
