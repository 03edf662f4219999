package dev.sia.server.rest.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sia.api.model.LogEntry;
import dev.sia.server.json.LogLineJson;
import dev.sia.server.log.LogLine;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Writes a download piece by piece. Belongs to one download. */
public abstract sealed class LogText {
    final StringBuilder piece = new StringBuilder();

    /** One line of text for each record: time, stream, step, text. */
    public static LogText plain() {
        return new Plain();
    }

    /** One JSON object on a line for each record. */
    public static LogText ndjson(JsonMapper json) {
        return new Ndjson(json);
    }

    public void begin() {
        piece.setLength(0);
    }

    public abstract void line(LogLine line);

    /** Records that are not kept any longer. */
    public abstract void gap(long fromSeq, long toSeq);

    /** What was written since the piece began. */
    public byte[] end() {
        return piece.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static final class Plain extends LogText {
        @Override
        public void line(LogLine line) {
            piece.append(line.at())
                    .append(' ')
                    .append(line.stream().name().toLowerCase(Locale.ROOT))
                    .append(' ')
                    .append(line.step().name().toLowerCase(Locale.ROOT))
                    .append(' ')
                    .append(line.text())
                    .append('\n');
        }

        @Override
        public void gap(long fromSeq, long toSeq) {
            piece.append("[lines ").append(fromSeq).append(" to ").append(toSeq).append(" are no longer kept]\n");
        }
    }

    private static final class Ndjson extends LogText {
        private final JsonMapper json;

        Ndjson(JsonMapper json) {
            this.json = json;
        }

        @Override
        public void line(LogLine line) {
            write(new LogEntry().line(LogLineJson.of(line)));
        }

        @Override
        public void gap(long fromSeq, long toSeq) {
            write(new LogEntry().gap(LogJson.gap(fromSeq, toSeq)));
        }

        private void write(LogEntry entry) {
            try {
                piece.append(json.writeValueAsString(entry)).append('\n');
            } catch (JsonProcessingException impossible) {
                throw new IllegalStateException("A record cannot be written", impossible);
            }
        }
    }
}
