package dev.sia.cli.bench;

import dev.sia.cli.ExitCode;
import dev.sia.cli.Surroundings;
import dev.sia.cli.output.Output;
import dev.sia.cli.output.Output.Format;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every measurement can be told, and how it runs. */
public final class BenchOptions {
    private static final Duration LONGEST = Duration.ofMinutes(10);

    @Option(
            names = "--warm-up",
            paramLabel = "DURATION",
            defaultValue = "10s",
            description = "Load before a measurement that does not count. Default: ${DEFAULT-VALUE}.")
    private Duration warmUp = Duration.ZERO;

    @Option(
            names = "--yardstick-for",
            paramLabel = "DURATION",
            defaultValue = "5s",
            description = "How long each figure of the machine is measured. Default: ${DEFAULT-VALUE}.")
    private Duration yardstick = Duration.ZERO;

    @Option(
            names = "--scratch",
            paramLabel = "DIR",
            description = "Where the temporary data goes: choose the disk. Default: the system's temporary directory.")
    private @Nullable Path scratch;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table for people (default) or json for programs.")
    private Format format = Format.TABLE;

    /** Load that does not count. */
    public Duration warmUp() {
        return Bounds.within("--warm-up", warmUp, Duration.ZERO, LONGEST);
    }

    /** How long each figure of the machine is measured. */
    public Duration yardstick() {
        return Bounds.within("--yardstick-for", yardstick, Duration.ofSeconds(1), LONGEST);
    }

    /** A time that something is measured for. */
    public static Duration time(String option, Duration value) {
        return Bounds.within(option, value, Duration.ofSeconds(1), LONGEST);
    }

    /** Measures. */
    public interface Measured<R> {
        R in(BenchRun run) throws IOException, InterruptedException;
    }

    /**
     * Measures and prints.
     *
     * @param isSound whether nothing happened that must never happen
     * @return the exit code
     */
    public <R> int run(
            Surroundings surroundings, Measured<R> measured, BiConsumer<Output, R> text, Predicate<R> isSound)
            throws IOException, InterruptedException {
        try (BenchRun run = BenchRun.in(surroundings, scratch)) {
            R report = measured.in(run);
            Output output = new Output(format, surroundings.out(), surroundings.terminal());
            if (output.isJson()) {
                output.document(report);
            } else {
                text.accept(output, report);
            }
            return (isSound.test(report) ? ExitCode.OK : ExitCode.FAILED).code();
        }
    }
}
