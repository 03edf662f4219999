package dev.sia.cli.output;

import java.util.regex.Pattern;

/** Makes text from elsewhere safe to show: what others wrote must not steer the reader's terminal. */
public final class PlainText {
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;:]*m");
    private static final Pattern SEQUENCE = Pattern.compile(
            "\u001b(?:\\[[0-?]*[ -/]*[@-~]|[\\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\\\)?|[ -/]*[0-~])?");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}&&[^\t\u001b]]");
    private static final Pattern ANY_CONTROL = Pattern.compile("\\p{Cc}+");

    private PlainText() {}

    /** One line without control characters. */
    public static String oneLine(String text) {
        return ANY_CONTROL
                .matcher(SEQUENCE.matcher(text).replaceAll(""))
                .replaceAll(" ")
                .strip();
    }

    /** A log line: for a terminal colours stay, when wanted, and nothing else that steers; a file gets it as it is. */
    public static String logLine(String text, Terminal terminal) {
        if (!terminal.isTerminal()) {
            return text;
        }
        String visible = SEQUENCE.matcher(text)
                .replaceAll(found ->
                        terminal.colours() && COLOUR.matcher(found.group()).matches() ? found.group() : "");
        String clean = CONTROL.matcher(visible).replaceAll("");
        return clean.indexOf('\u001b') >= 0 ? clean + "\u001b[0m" : clean;
    }
}
