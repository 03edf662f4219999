package dev.sia.cli.agent.log;

import com.google.protobuf.Timestamp;
import dev.sia.api.agent.v1.LogLine;
import dev.sia.sdk.LogDigest;
import java.time.Instant;

/** Log records of the protocol as the digest takes them. */
final class Records {
    private Records() {}

    static LogDigest.Entry digested(LogLine line) {
        Timestamp at = line.getAt();
        return new LogDigest.Entry(
                Instant.ofEpochSecond(at.getSeconds(), at.getNanos()),
                line.getStreamValue(),
                line.getStepValue(),
                line.getContinued(),
                line.getRepaired(),
                line.getDroppedLines(),
                line.getText());
    }
}
