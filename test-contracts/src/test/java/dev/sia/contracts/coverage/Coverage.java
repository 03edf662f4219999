package dev.sia.contracts.coverage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How much of a surface is in pacts.
 *
 * @param surface its name
 * @param advice where to add what is missing
 * @param declared everything that the contract declares, in its order, each with the consumers whose pacts have it
 * @param undeclared what pacts have although no contract declares it
 */
public record Coverage(String surface, String advice, Map<Cell, SortedSet<String>> declared, List<Cell> undeclared) {
    private static final int ALL = 100;

    /** Something that is in a consumer's pact. */
    public record Seen(String consumer, Cell cell) {}

    /** Puts beside each other what is declared and what was seen. */
    public static Coverage of(String surface, String advice, Collection<Cell> declared, Collection<Seen> seen) {
        Map<Cell, SortedSet<String>> cells = new LinkedHashMap<>();
        declared.forEach(cell -> cells.put(cell, new TreeSet<>()));
        SortedMap<String, Cell> undeclared = new TreeMap<>();
        for (Seen each : seen) {
            SortedSet<String> consumers = cells.get(each.cell());
            if (consumers == null) {
                undeclared.put(each.cell().toString(), each.cell());
            } else {
                consumers.add(each.consumer());
            }
        }
        return new Coverage(surface, advice, Collections.unmodifiableMap(cells), List.copyOf(undeclared.values()));
    }

    /** What is in no pact. */
    public List<Cell> missing() {
        return declared.entrySet().stream()
                .filter(cell -> cell.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** How many of what is declared a consumer has. */
    public SortedMap<String, Long> byConsumer() {
        SortedMap<String, Long> counts = new TreeMap<>();
        declared.values().forEach(consumers -> consumers.forEach(one -> counts.merge(one, 1L, Long::sum)));
        return counts;
    }

    /** For people; 100 % only when nothing is missing. */
    public String percentage() {
        int covered = declared.size() - missing().size();
        return "%d of %d (%d %%)".formatted(covered, declared.size(), covered * ALL / Math.max(1, declared.size()));
    }

    /** Everything that is wrong, a line each; empty at 100 %. */
    public List<String> faults() {
        List<String> lines = new ArrayList<>();
        missing().forEach(cell -> lines.add(surface + ": " + cell + " is in no pact: " + advice));
        undeclared.forEach(
                cell -> lines.add(surface + ": " + cell + " is in a pact, but the contract does not declare it"));
        return lines;
    }
}
