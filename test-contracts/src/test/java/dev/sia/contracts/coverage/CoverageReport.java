package dev.sia.contracts.coverage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Coverage for people: as text, and as a page with a table of things and outcomes for each surface. */
public final class CoverageReport {
    private static final String HEAD = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>Pact coverage</title><style>
            body { font: 14px/1.4 system-ui, sans-serif; margin: 2em; }
            table { border-collapse: collapse; margin-bottom: 2em; }
            th, td { border: 1px solid #ccc; padding: 2px 6px; text-align: center; }
            th:first-child, td:first-child { text-align: left; }
            .yes { background: #d8f0d8; } .no { background: #f5b5b5; font-weight: bold; } .none { background: #f6f6f6; }
            </style></head><body><h1>Pact coverage</h1>
            <p>A number says how many consumers' pacts have it; point at it for their names.
            Red is declared and in no pact, grey is not declared.</p>
            """;

    private final List<Coverage> surfaces;

    /** Of these surfaces. */
    public CoverageReport(List<Coverage> surfaces) {
        this.surfaces = List.copyOf(surfaces);
    }

    /** A line for each surface and consumer, then one for each thing with its outcomes. */
    public String text() {
        StringBuilder text = new StringBuilder("Pact coverage\n");
        surfaces.forEach(surface -> text.append("  %-28s %s%n".formatted(surface.surface(), surface.percentage())));
        for (Coverage surface : surfaces) {
            text.append("%n%s%n".formatted(surface.surface()));
            surface.byConsumer()
                    .forEach((consumer, count) -> text.append("  consumer %-28s %4d%n".formatted(consumer, count)));
            for (String thing : things(surface)) {
                String outcomes = surface.declared().entrySet().stream()
                        .filter(cell -> cell.getKey().thing().equals(thing))
                        .map(CoverageReport::word)
                        .collect(Collectors.joining(" "));
                text.append("  %-45s %s%n".formatted(thing, outcomes));
            }
        }
        return text.toString();
    }

    private static String word(Map.Entry<Cell, SortedSet<String>> cell) {
        return cell.getKey().outcome()
                + (cell.getValue().isEmpty()
                        ? ":MISSING"
                        : ":" + cell.getValue().size());
    }

    private static List<String> things(Coverage surface) {
        return surface.declared().keySet().stream().map(Cell::thing).distinct().toList();
    }

    /** The same as a page. */
    public String html() {
        StringBuilder page = new StringBuilder(HEAD).append("<ul>");
        surfaces.forEach(surface ->
                page.append("<li>%s: %s</li>%n".formatted(escaped(surface.surface()), surface.percentage())));
        page.append("</ul>\n");
        surfaces.forEach(surface -> table(surface, page));
        return page.append("</body></html>\n").toString();
    }

    private static void table(Coverage surface, StringBuilder page) {
        page.append("<h2>%s</h2>%n<p>".formatted(escaped(surface.surface())));
        page.append(surface.byConsumer().entrySet().stream()
                .map(consumer -> escaped(consumer.getKey()) + ": " + consumer.getValue())
                .collect(Collectors.joining(", ")));
        List<String> outcomes = new ArrayList<>(new TreeSet<>(
                surface.declared().keySet().stream().map(Cell::outcome).toList()));
        page.append("</p>\n<table><tr><th></th>");
        outcomes.forEach(outcome -> page.append("<th>%s</th>".formatted(escaped(outcome))));
        page.append("</tr>\n");
        for (String thing : things(surface)) {
            page.append("<tr><td>%s</td>".formatted(escaped(thing)));
            outcomes.forEach(outcome -> page.append(cell(surface.declared().get(new Cell(thing, outcome)))));
            page.append("</tr>\n");
        }
        page.append("</table>\n");
    }

    private static String cell(@Nullable SortedSet<String> consumers) {
        if (consumers == null) {
            return "<td class=\"none\"></td>";
        }
        return consumers.isEmpty()
                ? "<td class=\"no\">missing</td>"
                : "<td class=\"yes\" title=\"%s\">%d</td>"
                        .formatted(escaped(String.join(", ", consumers)), consumers.size());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
