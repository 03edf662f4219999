package dev.sia.server.rest.json;

import dev.sia.api.model.LogPage;
import dev.sia.server.attempt.Attempt;
import dev.sia.server.json.LogLineJson;
import dev.sia.server.log.LogLine;
import java.util.List;

/** Ranges of logs. */
public final class LogJson {
    private LogJson() {}

    /** What a job that has had no attempt answers. */
    public static LogPage none() {
        return new LogPage().attempt(0).lines(List.of()).lastSeq(0L).complete(false);
    }

    /** @param lines read after the attempt, so they may be newer than it */
    public static LogPage of(Attempt attempt, List<LogLine> lines) {
        long lastRead = lines.isEmpty() ? 0 : lines.getLast().seq();
        return new LogPage()
                .attempt(attempt.number())
                .lines(lines.stream().map(LogLineJson::of).toList())
                .lastSeq(Math.max(attempt.lastLogSeq(), lastRead))
                .complete(attempt.logComplete());
    }
}
