package dev.sia.cli.output;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names and values of one thing, below one another. */
public final class Details {
    private final Map<String, Cell> entries = new LinkedHashMap<>();

    /** A value and the colour that it has on a terminal. */
    private record Cell(String text, Terminal.@Nullable Paint paint) {}

    /** Adds a line; none when there is no value. */
    public Details add(String name, @Nullable Object value) {
        return add(name, value, null);
    }

    /** Adds a line in a colour; none when there is no value. */
    public Details add(String name, @Nullable Object value, Terminal.@Nullable Paint paint) {
        if (value != null) {
            entries.put(name, new Cell(value.toString(), paint));
        }
        return this;
    }

    /** Writes them with aligned values; further lines of a value are indented. */
    public void print(PrintWriter out, Terminal terminal) {
        int width = entries.keySet().stream().mapToInt(String::length).max().orElse(0) + 2;
        entries.forEach((name, value) -> {
            String[] lines = value.text().split("\\R");
            for (int i = 0; i < lines.length; i++) {
                String label = i == 0 ? name : "";
                String padding = " ".repeat(width - label.length());
                String text = PlainText.oneLine(lines[i]);
                Terminal.Paint paint = value.paint();
                out.println((terminal.paint(Terminal.Paint.DIM, label)
                                + padding
                                + (paint == null ? text : terminal.paint(paint, text)))
                        .stripTrailing());
            }
        });
    }
}
