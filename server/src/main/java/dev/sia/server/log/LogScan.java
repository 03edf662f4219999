package dev.sia.server.log;

import java.util.List;

/**
 * What a query found.
 *
 * @param lines in the order of their numbers
 * @param scannedFrom every wanted record with a number from this one
 * @param scannedTo to this one is among the lines
 * @param more whether the range goes on beyond that, in the direction of the query
 */
public record LogScan(List<LogLine> lines, long scannedFrom, long scannedTo, boolean more) {
    public LogScan {
        lines = List.copyOf(lines);
    }
}
