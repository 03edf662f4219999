package dev.sia.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.sia.sdk.SiaJson;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Clock;

/** Writes results in the form that was asked for. */
public final class Output {
    private final Format format;
    private final PrintWriter out;
    private final Terminal terminal;
    private final ObjectMapper json = SiaJson.mapper();

    /** Writes to {@code out}. */
    public Output(Format format, PrintWriter out, Terminal terminal) {
        this.format = format;
        this.out = out;
        this.terminal = terminal;
    }

    /** The form of results. */
    public enum Format {
        /** Aligned text for people. */
        TABLE,
        /** The contract's own JSON. */
        JSON
    }

    /** Programs read this. */
    public boolean isJson() {
        return format == Format.JSON;
    }

    /** Where results go. */
    public PrintWriter out() {
        return out;
    }

    /** What results go to. */
    public Terminal terminal() {
        return terminal;
    }

    /** Times for people. */
    public Times times() {
        return new Times(Clock.systemUTC(), terminal);
    }

    /** One indented JSON document. */
    public void document(Object value) {
        write(value, true);
    }

    /** One JSON document on one line. */
    public void line(Object value) {
        write(value, false);
    }

    /** The table, or the document for programs. */
    public void result(Object document, Table table) {
        if (isJson()) {
            document(document);
        } else {
            table.print(out, terminal);
        }
    }

    /** The details, or the document for programs. */
    public void result(Object document, Details details) {
        if (isJson()) {
            document(document);
        } else {
            details.print(out, terminal);
        }
    }

    private void write(Object value, boolean indented) {
        try {
            out.println(
                    indented
                            ? json.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value)
                            : json.writeValueAsString(value));
            out.flush();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
