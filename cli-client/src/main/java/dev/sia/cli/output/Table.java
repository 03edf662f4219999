package dev.sia.cli.output;

import dev.sia.cli.output.Terminal.Paint;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Aligned columns under headings. One column gives way when the terminal is too narrow. */
public final class Table {
    private static final int GAP = 2;
    private static final int NARROWEST = 8;

    private final List<String> headings;
    private final int flexible;
    private final List<List<Cell>> rows = new ArrayList<>();

    /**
     * A table without rows.
     *
     * @param flexible index of the column that gives way
     */
    public Table(int flexible, String... headings) {
        this.flexible = flexible;
        this.headings = List.of(headings);
    }

    /** A piece of text and the colour that it has on a terminal. */
    public record Cell(String text, @Nullable Paint paint) {
        /** Makes the text one line. */
        public Cell {
            text = PlainText.oneLine(text);
        }

        /** Text without a colour. */
        public static Cell of(@Nullable Object value) {
            return new Cell(value == null ? "" : value.toString(), null);
        }
    }

    /** Adds a row: cells, or values to show as they are. */
    public void row(@Nullable Object... values) {
        rows.add(Arrays.stream(values)
                .map(value -> value instanceof Cell cell ? cell : Cell.of(value))
                .toList());
    }

    /** Writes it; nothing but the headings when there are no rows. */
    public void print(PrintWriter out, Terminal terminal) {
        int[] widths = widths(terminal.width());
        out.println(line(headings.stream().map(it -> new Cell(it, Paint.STRONG)).toList(), widths, terminal));
        rows.forEach(row -> out.println(line(row, widths, terminal)));
    }

    private int[] widths(int available) {
        int[] widths = new int[headings.size()];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = length(headings.get(column));
            for (List<Cell> row : rows) {
                widths[column] = Math.max(widths[column], length(row.get(column).text()));
            }
        }
        int excess = Arrays.stream(widths).sum() + GAP * (widths.length - 1) - available;
        if (excess > 0) {
            widths[flexible] = Math.max(Math.min(NARROWEST, widths[flexible]), widths[flexible] - excess);
        }
        return widths;
    }

    private static String line(List<Cell> cells, int[] widths, Terminal terminal) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            Cell cell = cells.get(column);
            String text = cut(cell.text(), widths[column]);
            Paint paint = cell.paint();
            line.append(paint == null ? text : terminal.paint(paint, text));
            if (column < widths.length - 1) {
                line.repeat(' ', widths[column] - length(text) + GAP);
            }
        }
        return line.toString().stripTrailing();
    }

    private static String cut(String text, int width) {
        if (length(text) <= width) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, Math.max(0, width - 1))) + "…";
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
