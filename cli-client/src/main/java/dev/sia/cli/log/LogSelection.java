package dev.sia.cli.log;

import dev.sia.api.model.LogStream;
import dev.sia.api.model.Step;
import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import dev.sia.sdk.LogFilter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose a part of a log. */
final class LogSelection {
    private static final int LONGEST_TEXT = 200;
    private static final int LONGEST_TAIL = 1_000_000;

    @Option(names = "--attempt", paramLabel = "N", description = "Number of the attempt. Default: the latest.")
    @Nullable
    Integer attempt;

    @Option(names = "--after-seq", paramLabel = "N", description = "Only records with a greater number.")
    @Nullable
    Long afterSeq;

    @Option(names = "--before-seq", paramLabel = "N", description = "Only records with a smaller number.")
    @Nullable
    Long beforeSeq;

    @Option(names = "--tail", paramLabel = "N", description = "Only the last so many; with -f, and those that come.")
    @Nullable
    Integer tail;

    @Option(
            names = "--step",
            paramLabel = "STEP",
            converter = StepText.class,
            description = "Only those of a step: prepare, generate, verify, publish or cleanup.")
    @Nullable
    Step step;

    @Option(
            names = "--stream",
            paramLabel = "STREAM",
            converter = StreamText.class,
            description = "Only those of a stream: stdout, stderr or system.")
    @Nullable
    LogStream stream;

    @Option(
            names = "--grep",
            paramLabel = "TEXT",
            description = "Only those with this text in them, in small or capital letters.")
    @Nullable
    String text;

    /** Which records; everything that does not depend on their number. */
    LogFilter filter() {
        return new LogFilter(step, stream, text);
    }

    /** Refuses what cannot be meant, all at once. */
    void check(boolean follow, boolean download, boolean verify, boolean json) {
        List<String> mistakes = new ArrayList<>();
        checkValues(mistakes);
        boolean range = afterSeq != null || beforeSeq != null || tail != null;
        if (follow && download) {
            mistakes.add("-f and --download exclude each other");
        }
        if (follow && beforeSeq != null) {
            mistakes.add("-f and --before-seq exclude each other");
        }
        if (follow && tail != null && afterSeq != null) {
            mistakes.add("with -f, --tail and --after-seq exclude each other");
        }
        if (download && (range || !filter().isAll())) {
            mistakes.add("--download is for the whole log: it takes --attempt and no other choice");
        }
        if (verify && range) {
            mistakes.add("--verify needs the whole log: --after-seq, --before-seq and --tail do not go with it");
        }
        if (verify && download && !json) {
            mistakes.add("--download --verify needs -o json: text leaves out what the digest covers");
        }
        if (!mistakes.isEmpty()) {
            throw new CliException(ExitCode.USAGE, String.join("; ", mistakes));
        }
    }

    private void checkValues(List<String> mistakes) {
        if (attempt != null && attempt < 1) {
            mistakes.add("--attempt must be at least 1");
        }
        if (afterSeq != null && afterSeq < 0) {
            mistakes.add("--after-seq must not be negative");
        }
        if (beforeSeq != null && beforeSeq < 1) {
            mistakes.add("--before-seq must be at least 1");
        }
        if (tail != null && (tail < 1 || tail > LONGEST_TAIL)) {
            mistakes.add("--tail must be from 1 to " + LONGEST_TAIL);
        }
        if (text != null && (text.isEmpty() || text.codePointCount(0, text.length()) > LONGEST_TEXT)) {
            mistakes.add("--grep must have from 1 to " + LONGEST_TEXT + " characters");
        }
    }
}
