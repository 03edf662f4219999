package dev.sia.contracts.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Compares the ledgers of agents and readers with each other and with the database, when everything has come to its end. */
final class LogAudit {
    private static final int MOST_DETAILS = 20;

    private final Map<LogName, Written> written = new LinkedHashMap<>();
    /** Which organization a text belongs to: agents never write the same text twice. */
    private final Map<String, UUID> owners = new HashMap<>();

    private final List<String> details = new ArrayList<>();
    private long lost;
    private long duplicate;
    private long reordered;
    private long crossOrganization;
    private long changed;
    private long unproven;

    private LogAudit(List<Written> ledgers) {
        for (Written ledger : ledgers) {
            written.put(ledger.log(), ledger);
            ledger.lines().forEach(line -> owners.put(line.text(), ledger.log().organization()));
        }
    }

    /**
     * @param written one for each attempt
     * @param stored every attempt that the database has
     * @param received what readers saw
     */
    static Findings compare(List<Written> written, List<Stored> stored, List<Received> received) {
        LogAudit audit = new LogAudit(written);
        written.forEach(audit::checkAcknowledgements);
        audit.checkDatabase(stored);
        received.forEach(audit::checkReader);
        return new Findings(
                audit.lost,
                audit.duplicate,
                audit.reordered,
                audit.crossOrganization,
                audit.changed,
                audit.unproven,
                audit.details);
    }

    private void checkAcknowledgements(Written ledger) {
        if (ledger.takenBack() > 0) {
            lost += ledger.takenBack();
            tell(ledger.log(), "the agent", ledger.takenBack() + " acknowledged records were not stored");
        }
        if (ledger.acked() > ledger.lines().size()) {
            unproven++;
            tell(ledger.log(), "the agent", "record " + ledger.acked() + " was acknowledged and never sent");
        }
    }

    private void checkDatabase(List<Stored> stored) {
        Set<LogName> found = new HashSet<>();
        for (Stored log : stored) {
            found.add(log.log());
            checkLines("the database", List.of(log.log()), withName(log));
            Written ledger = written.get(log.log());
            if (ledger == null || !log.complete() || !log.digest().equals(ledger.digest())) {
                unproven++;
                tell(log.log(), "the database", "complete=" + log.complete() + ", digest " + log.digest());
            }
        }
        written.values().stream()
                .filter(ledger -> !found.contains(ledger.log()))
                .forEach(ledger -> missing("the database", ledger.log(), Set.of()));
    }

    private static List<Received.Line> withName(Stored log) {
        return log.lines().stream()
                .map(line -> new Received.Line(log.log(), line))
                .toList();
    }

    private void checkReader(Received reader) {
        checkLines(reader.reader(), reader.logs(), reader.lines());
        Set<LogName> ended = new HashSet<>();
        for (Received.End end : reader.ends()) {
            Written ledger = written.get(end.log());
            if (!ended.add(end.log())
                    || ledger == null
                    || end.finalSeq() != ledger.lines().size()
                    || !end.complete()) {
                unproven++;
                tell(end.log(), reader.reader(), "was told " + end);
            }
        }
    }

    /** @param logs that should be there whole */
    private void checkLines(String witness, List<LogName> logs, List<Received.Line> lines) {
        Map<LogName, Set<Long>> seen = new HashMap<>();
        Received.@Nullable Line furthest = null;
        for (Received.Line each : lines) {
            if (!seen.computeIfAbsent(each.log(), log -> new HashSet<>())
                    .add(each.line().seq())) {
                duplicate++;
                tell(each.log(), witness, "record " + each.line().seq() + " is there twice");
            } else if (furthest != null && isBefore(each, furthest)) {
                reordered++;
                tell(each.log(), witness, "record " + each.line().seq() + " came after " + furthest);
            } else {
                furthest = each;
            }
            checkContent(witness, each);
        }
        logs.forEach(log -> missing(witness, log, seen.getOrDefault(log, Set.of())));
    }

    private static boolean isBefore(Received.Line line, Received.Line other) {
        return line.log().attempt() != other.log().attempt()
                ? line.log().attempt() < other.log().attempt()
                : line.line().seq() < other.line().seq();
    }

    private void checkContent(String witness, Received.Line each) {
        Written ledger = written.get(each.log());
        AuditedLine line = each.line();
        AuditedLine expected =
                ledger == null || line.seq() < 1 || line.seq() > ledger.lines().size()
                        ? null
                        : ledger.lines().get((int) line.seq() - 1);
        if (line.equals(expected)) {
            return;
        }
        UUID owner = owners.get(line.text());
        if (owner != null && !owner.equals(each.log().organization())) {
            crossOrganization++;
            tell(each.log(), witness, "has a record of organization " + owner + ": " + line);
        } else {
            changed++;
            tell(each.log(), witness, "has " + line + " where the agent wrote " + expected);
        }
    }

    private void missing(String witness, LogName log, Set<Long> seen) {
        List<Long> missing = written.get(log) == null
                ? List.of()
                : written.get(log).lines().stream()
                        .map(AuditedLine::seq)
                        .filter(seq -> !seen.contains(seq))
                        .toList();
        if (!missing.isEmpty()) {
            lost += missing.size();
            tell(log, witness, "has not " + missing.size() + " records, the first being " + missing.getFirst());
        }
    }

    private void tell(LogName log, String witness, String what) {
        if (details.size() < MOST_DETAILS) {
            details.add("job %s attempt %d, %s: %s".formatted(log.job(), log.attempt(), witness, what));
        }
    }
}
