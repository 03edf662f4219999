package dev.sia.cli.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sia.api.model.LogLine;
import dev.sia.api.model.LogStream;
import dev.sia.cli.Surroundings;
import dev.sia.cli.output.Output;
import dev.sia.cli.output.PlainText;
import dev.sia.cli.output.Terminal;
import dev.sia.cli.output.Terminal.Paint;
import dev.sia.cli.output.Times;
import dev.sia.sdk.SiaJson;
import dev.sia.sdk.live.LogRecord;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Writes log lines: aligned text for people, one JSON object per line for programs. News about the log go to standard error. */
public final class LogPrinter {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final Surroundings surroundings;
    private final Output output;
    private final DateTimeFormatter time = TIME.withZone(ZoneId.systemDefault());
    private final ObjectMapper json = SiaJson.mapper();
    private int attempt;
    private long lastSeq;

    /** Writes to {@code output}. */
    public LogPrinter(Surroundings surroundings, Output output) {
        this.surroundings = surroundings;
        this.output = output;
    }

    /** Number of the last line written; 0 for none. */
    public long lastSeq() {
        return lastSeq;
    }

    /** Number of its attempt; 0 for none. */
    public int attempt() {
        return attempt;
    }

    /** Writes what a live log tells. */
    public void accept(LogRecord news) {
        switch (news) {
            case LogRecord.Line(int number, LogLine line) -> line(number, line);
            case LogRecord.AttemptStarted(int number) -> {
                attempt = number;
                lastSeq = 0;
                if (number > 1) {
                    surroundings.say("attempt " + number);
                }
            }
            case LogRecord.Expired(int number, long from, long to) ->
                surroundings.say("lines " + from + " to " + to + " of attempt " + number + " are no longer kept");
            case LogRecord.CaughtUp _ -> {}
            case LogRecord.AttemptEnded ended -> ended(ended);
            case LogRecord.Reconnected(var outage) ->
                surroundings.say(
                        "the connection is back after " + Times.length(outage) + "; going on after line " + lastSeq);
        }
    }

    /** Writes one line. */
    public void line(int number, LogLine line) {
        attempt = number;
        lastSeq = line.getSeq();
        if (output.isJson()) {
            ObjectNode node = json.createObjectNode().put("attempt", number);
            output.line(node.setAll((ObjectNode) json.valueToTree(line)));
        } else {
            output.out().println(text(line));
            output.out().flush();
        }
    }

    private String text(LogLine line) {
        Terminal terminal = output.terminal();
        String prefix = time.format(line.getAt()) + " " + "%-8s".formatted(line.getStep()) + " ";
        String text = PlainText.logLine(line.getText(), terminal);
        String body = line.getStream() == LogStream.SYSTEM ? terminal.paint(Paint.DIM, text) : text;
        return terminal.paint(Paint.DIM, prefix) + body;
    }

    private void ended(LogRecord.AttemptEnded ended) {
        if (ended.attempt() == null) {
            surroundings.say("the job had no attempt, so there is no log");
        } else if (!ended.complete()) {
            surroundings.say("the agent of attempt " + ended.attempt() + " was lost; its log ends with line "
                    + ended.finalSeq() + " and may not be whole");
        }
    }
}
