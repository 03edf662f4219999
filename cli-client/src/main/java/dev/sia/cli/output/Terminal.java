package dev.sia.cli.output;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the results are written to.
 *
 * @param isTerminal a person reads along
 * @param colours colours are wanted
 * @param width columns of the terminal; a very large number when there is none
 */
public record Terminal(boolean isTerminal, boolean colours, int width) {
    private static final int UNLIMITED = 1_000_000;
    private static final int USUAL_WIDTH = 100;

    /** A file or a pipe. */
    public static final Terminal NONE = new Terminal(false, false, UNLIMITED);

    /** Finds out. */
    public static Terminal detect(Map<String, String> environment, @Nullable Console console) {
        if (console == null || !console.isTerminal()) {
            return NONE;
        }
        boolean plain = !environment.getOrDefault("NO_COLOR", "").isEmpty()
                || environment.getOrDefault("TERM", "dumb").equals("dumb");
        return new Terminal(true, !plain, width(environment.get("COLUMNS")));
    }

    private static int width(@Nullable String columns) {
        if (columns != null && columns.matches("[1-9]\\d{1,3}")) {
            return Integer.parseInt(columns);
        }
        try {
            Process process = new ProcessBuilder("stty", "size")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String size = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            boolean done = process.waitFor(1, TimeUnit.SECONDS);
            if (done && size.matches("\\d+ [1-9]\\d{1,3}")) {
                return Integer.parseInt(size.substring(size.indexOf(' ') + 1));
            }
        } catch (IOException noStty) {
            return USUAL_WIDTH;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return USUAL_WIDTH;
    }

    /** The text in a colour, where colours are wanted. */
    public String paint(Paint paint, String text) {
        return colours ? "\u001b[" + paint.code + "m" + text + "\u001b[0m" : text;
    }

    /** Colours by what they mean. */
    public enum Paint {
        /** Well. */
        GOOD("32"),
        /** Not well. */
        BAD("31"),
        /** Under way. */
        ACTIVE("36"),
        /** Of less interest. */
        DIM("2"),
        /** Of more interest. */
        STRONG("1");

        private final String code;

        Paint(String code) {
            this.code = code;
        }
    }
}
