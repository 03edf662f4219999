package dev.sia.contracts.audit;

import com.google.protobuf.Timestamp;
import dev.sia.api.agent.v1.LogLine;
import dev.sia.api.agent.v1.LogStream;
import dev.sia.api.agent.v1.Offer;
import dev.sia.api.agent.v1.Step;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** Log records of all kinds, no two with the same text. */
final class RandomLines {
    private static final int NANOS_PER_MICRO = 1_000;
    private static final int LONG_TEXT = 8_000;
    private static final List<LogStream> STREAMS =
            List.of(LogStream.LOG_STREAM_STDOUT, LogStream.LOG_STREAM_STDERR, LogStream.LOG_STREAM_SYSTEM);
    private static final List<Step> STEPS = List.of(Step.STEP_PREPARE, Step.STEP_GENERATE, Step.STEP_VERIFY);
    private static final List<String> ENDINGS = List.of(
            "",
            "compiled 214 files",
            "\u001b[31;1mFAILED\u001b[0m \u001b[2Ktwo\rone",
            "Grüße, 世界 \uD83D\uDE80 \"quoted\" \\ back\tslash",
            "</script>\u2028\u0085\u0001 {\"json\": [1, 2]}");

    private final Random random;

    RandomLines(Random random) {
        this.random = random;
    }

    LogLine next(Offer offer, long seq) {
        Instant now = Instant.now();
        boolean repaired = random.nextInt(40) == 0;
        boolean dropped = random.nextInt(100) == 0;
        return LogLine.newBuilder()
                .setAt(Timestamp.newBuilder()
                        .setSeconds(now.getEpochSecond())
                        .setNanos(now.getNano() / NANOS_PER_MICRO * NANOS_PER_MICRO))
                .setStream(STREAMS.get(random.nextInt(STREAMS.size())))
                .setStep(STEPS.get(random.nextInt(STEPS.size())))
                .setText(offer.getAttemptId() + " " + seq + " " + ending() + (repaired ? "\uFFFD" : ""))
                .setContinued(random.nextInt(20) == 0)
                .setRepaired(repaired)
                .setDroppedLines(dropped ? 1 + random.nextInt(1000) : 0)
                .build();
    }

    private String ending() {
        return random.nextInt(100) == 0
                ? "x".repeat(random.nextInt(LONG_TEXT))
                : ENDINGS.get(random.nextInt(ENDINGS.size()));
    }
}
