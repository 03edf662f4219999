package dev.sia.server.json;

import dev.sia.api.model.DroppedLines;
import dev.sia.api.model.LogStream;
import dev.sia.api.model.Step;
import dev.sia.server.log.LogLine;

/** Log lines as JSON. */
public final class LogLineJson {
    private LogLineJson() {}

    public static dev.sia.api.model.LogLine of(LogLine line) {
        return new dev.sia.api.model.LogLine()
                .seq(line.seq()).at(line.at()).stream(
                                LogStream.valueOf(line.stream().name()))
                        .step(Step.valueOf(line.step().name()))
                        .text(line.text())
                        .continued(line.continued() ? true : null)
                        .repaired(line.repaired() ? true : null)
                        .dropped(line.droppedLines() > 0 ? new DroppedLines().lines(line.droppedLines()) : null);
    }
}
