package dev.sia.server.grpc;

import com.google.protobuf.util.Timestamps;
import dev.sia.api.agent.v1.AttemptResult;
import dev.sia.server.attempt.FinalLog;
import dev.sia.server.error.DomainException;
import dev.sia.server.log.LogBatch;
import dev.sia.server.log.LogDigest;
import dev.sia.server.log.LogLine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What agents say of logs, checked. Tens of thousands of lines a second come through here. */
final class LogFrames {
    private static final char REPLACEMENT = '\uFFFD';
    private static final long MOST_DROPPED = 1L << 40;

    private LogFrames() {}

    static LogBatch logBatch(dev.sia.api.agent.v1.LogBatch batch, LogLimits limits) {
        int count = batch.getLinesCount();
        AgentFrames.require(
                count >= 1 && count <= limits.maxBatchLines(),
                "/log_batch/lines",
                "must be 1 to " + limits.maxBatchLines());
        // The number is unsigned on the wire: what is negative here is beyond any log.
        AgentFrames.require(
                batch.getFirstSeq() >= 1 && batch.getFirstSeq() <= Long.MAX_VALUE - (count - 1),
                "/log_batch/first_seq",
                "must be from 1 to 2^63-1");
        long bytes = 0;
        List<LogLine> lines = new ArrayList<>(count);
        for (int place = 0; place < count; place++) {
            LogLine line = logLine(batch.getFirstSeq() + place, batch.getLines(place), limits, place);
            bytes += utf8Length(line.text());
            lines.add(line);
        }
        AgentFrames.require(
                bytes <= limits.maxBatchBytes(),
                "/log_batch/lines",
                "must hold at most " + limits.maxBatchBytes() + " bytes of text");
        return LogBatch.of(lines);
    }

    private static LogLine logLine(long seq, dev.sia.api.agent.v1.LogLine line, LogLimits limits, int place) {
        boolean repaired = isForbidden(line.getText());
        String text = repaired ? line.getText().replace('\0', REPLACEMENT).replace('\n', REPLACEMENT) : line.getText();
        if (utf8Length(text) > limits.maxLineBytes()) {
            throw invalidLine(place, "text", "must be at most " + limits.maxLineBytes() + " bytes");
        }
        if (!line.hasAt() || !Timestamps.isValid(line.getAt())) {
            throw invalidLine(place, "at", "must be a time");
        }
        if (line.getDroppedLines() < 0 || line.getDroppedLines() > MOST_DROPPED) {
            throw invalidLine(place, "dropped_lines", "must be from 0 to 2^40");
        }
        return new LogLine(
                seq,
                AgentProto.instant(line.getAt()),
                AgentProto.logStream(line.getStream())
                        .orElseThrow(() -> invalidLine(place, "stream", "must be a known stream")),
                AgentProto.step(line.getStep()).orElseThrow(() -> invalidLine(place, "step", "must be a known step")),
                line.getContinued(),
                line.getRepaired() || repaired,
                line.getDroppedLines(),
                text);
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** What would make two lines of one, or none, somewhere. */
    private static boolean isForbidden(String text) {
        return text.indexOf('\0') >= 0 || text.indexOf('\n') >= 0;
    }

    private static DomainException invalidLine(int place, String field, String rule) {
        return AgentFrames.invalid("/log_batch/lines/" + place + "/" + field, rule);
    }

    static FinalLog finalLog(AttemptResult result) {
        AgentFrames.require(result.getFinalLogSeq() >= 0, "/attempt_result/final_log_seq", "must be from 0 to 2^63-1");
        byte[] digest = result.getLogDigest().toByteArray();
        AgentFrames.require(
                digest.length == 0 || digest.length == LogDigest.LENGTH,
                "/attempt_result/log_digest",
                "must be empty or have 32 bytes");
        return new FinalLog(result.getFinalLogSeq(), digest.length == 0 ? null : LogDigest.of(digest));
    }
}
