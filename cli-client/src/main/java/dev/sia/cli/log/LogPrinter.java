package dev.sia.cli.log;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sia.api.model.LogEntry;
import dev.sia.api.model.LogGap;
import dev.sia.api.model.LogGapReason;
import dev.sia.api.model.LogLine;
import dev.sia.api.model.LogStream;
import dev.sia.cli.Surroundings;
import dev.sia.cli.output.Output;
import dev.sia.cli.output.PlainText;
import dev.sia.cli.output.Terminal;
import dev.sia.cli.output.Terminal.Paint;
import dev.sia.cli.output.Times;
import dev.sia.sdk.LogFilter;
import dev.sia.sdk.SiaJson;
import dev.sia.sdk.live.LogRecord;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * Writes a log: aligned text for people, one JSON object per record for programs. What is missing is part of it; other news about the
 * log go to standard error.
 */
public final class LogPrinter {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final Surroundings surroundings;
    private final Output output;
    private final DateTimeFormatter time = TIME.withZone(ZoneId.systemDefault());
    private final ObjectMapper json = SiaJson.mapper();
    private LogFilter filter = LogFilter.ALL;
    private int attempt;
    private long lastSeq;

    /** Writes to {@code output}. */
    public LogPrinter(Surroundings surroundings, Output output) {
        this.surroundings = surroundings;
        this.output = output;
    }

    /** Writes these records only, and everything that is missing. */
    LogPrinter only(LogFilter wanted) {
        filter = wanted;
        return this;
    }

    /** Number of the last record that came, written or not; 0 for none. */
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
                gap(number, new LogGap().fromSeq(from).toSeq(to).reason(LogGapReason.RETENTION));
            case LogRecord.CaughtUp _ -> {}
            case LogRecord.AttemptEnded ended -> ended(ended);
            case LogRecord.Reconnected(var outage) ->
                surroundings.say(
                        "the connection is back after " + Times.length(outage) + "; going on after line " + lastSeq);
        }
    }

    /** Writes a record, or what is missing in its place. */
    void entry(int number, LogEntry entry) {
        if (entry.getLine() != null) {
            line(number, entry.getLine());
        }
        if (entry.getGap() != null) {
            gap(number, entry.getGap());
        }
    }

    private void line(int number, LogLine line) {
        attempt = number;
        lastSeq = line.getSeq();
        boolean missing = line.getDropped() != null;
        if (!missing && !filter.matches(line)) {
            return;
        }
        if (output.isJson()) {
            ObjectNode node = json.createObjectNode().put("attempt", number);
            output.line(node.setAll((ObjectNode) json.valueToTree(line)));
        } else {
            print(missing ? missing(line.getText()) : text(line));
        }
    }

    private void gap(int number, LogGap gap) {
        attempt = number;
        lastSeq = Math.max(lastSeq, gap.getToSeq());
        if (output.isJson()) {
            ObjectNode node = json.createObjectNode().put("attempt", number);
            output.line(node.set("gap", json.valueToTree(gap)));
        } else {
            print(missing("lines " + gap.getFromSeq() + " to " + gap.getToSeq() + " are no longer kept"));
        }
    }

    private void print(String text) {
        output.out().println(text);
        output.out().flush();
    }

    /** Stands where lines are missing, so that nobody takes the log for whole. */
    private String missing(String what) {
        return output.terminal().paint(Paint.BAD, "--- " + PlainText.oneLine(what) + " ---");
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
