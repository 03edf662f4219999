package dev.sia.cli.bench.log;

import dev.sia.cli.bench.Percentiles;
import org.jspecify.annotations.Nullable;

/** What came out, part by part. */
final class LogFigures {
    private LogFigures() {}

    /**
     * @param acknowledged lines in that time
     * @param lost acknowledged lines that the server does not have
     * @param storedBytesPerLine in chunks as they came, without what a row takes besides them
     */
    record Ingest(
            int agents,
            double seconds,
            long acknowledged,
            double linesPerSecond,
            long lost,
            double storedBytesPerLine,
            @Nullable Long serverResidentMiB) {}

    /**
     * @param shortLinesPerSecond one agent at full speed on a log that begins, median of several turns
     * @param longLinesPerSecond the same on the long one
     * @param longToShort how they compare
     */
    record Length(long longLog, double shortLinesPerSecond, double longLinesPerSecond, double longToShort) {}

    /** @param fromWriting milliseconds from a line's writing to its acknowledgement */
    record Paced(int linesPerSecond, Percentiles fromWriting, double storedBytesPerLine) {}

    /** @param answerMillis of listJobLogs over REST */
    record Read(long longLog, int linesInARange, Percentiles answerMillis, int wrong) {}
}
