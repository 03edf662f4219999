package dev.sia.cli.bench.log;

import com.google.protobuf.Timestamp;
import dev.sia.api.agent.v1.LogLine;
import dev.sia.api.agent.v1.LogStream;
import dev.sia.api.agent.v1.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Lines of 120 bytes like those of a build: words that come again, names and numbers that do not. */
public final class SampleLines {
    /** Bytes of text in a line. */
    public static final int BYTES = 120;

    private static final String[] WORDS = {
        "compiling",
        "module",
        "test",
        "passed",
        "resolving",
        "dependency",
        "warning",
        "unused",
        "import",
        "reading",
        "writing",
        "file",
        "src/main/java",
        "generated",
        "in",
        "of",
        "class",
        "method",
        "took",
        "ms",
        "INFO",
        "DEBUG"
    };
    private static final long SECOND = 1_795_000_000;
    private static final int NANOS_BETWEEN = 37_000;

    private SampleLines() {}

    /** So many different lines; the same for the same seed. */
    public static List<LogLine> of(int count, long seed) {
        Random random = new Random(seed);
        List<LogLine> lines = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            lines.add(LogLine.newBuilder()
                    .setAt(Timestamp.newBuilder().setSeconds(SECOND).setNanos(index * NANOS_BETWEEN))
                    .setStream(LogStream.LOG_STREAM_STDOUT)
                    .setStep(Step.STEP_GENERATE)
                    .setText(text(random))
                    .build());
        }
        return lines;
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        while (text.length() < BYTES) {
            if (random.nextInt(4) == 0) {
                text.append(Integer.toHexString(random.nextInt()));
            } else {
                text.append(WORDS[random.nextInt(WORDS.length)]);
            }
            text.append(' ');
        }
        text.setLength(BYTES);
        return text.toString();
    }
}
