package dev.sia.contracts.audit;

import java.util.List;

/**
 * What an agent has written to the log of an attempt, by its own ledger.
 *
 * @param lines from number 1 on, without holes
 * @param acked the greatest number that was ever acknowledged
 * @param takenBack numbers that were acknowledged and later said to be not stored
 * @param digest of all lines, in hexadecimal
 */
record Written(LogName log, List<AuditedLine> lines, long acked, long takenBack, String digest) {
    Written {
        lines = List.copyOf(lines);
    }
}
