package dev.sia.cli.job;

import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Surroundings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a prompt comes from: one of two options. */
final class PromptOptions {
    private static final int LARGEST_PROMPT = 4 * 65_536;

    @Option(names = "--prompt", required = true, paramLabel = "TEXT", description = "What to do.")
    private @Nullable String text;

    @Option(
            names = "--prompt-file",
            required = true,
            paramLabel = "FILE",
            description = "File that says what to do; - is standard input.")
    private @Nullable String file;

    /** The text of the prompt; null when neither option was given. */
    static @Nullable String text(@Nullable PromptOptions options, Surroundings surroundings) throws IOException {
        return options == null ? null : options.read(surroundings);
    }

    String read(Surroundings surroundings) throws IOException {
        if (text != null) {
            return text;
        }
        String source = file == null ? "-" : file;
        if (source.equals("-")) {
            return new String(surroundings.in().readNBytes(LARGEST_PROMPT), StandardCharsets.UTF_8);
        }
        try {
            return Files.readString(Path.of(source));
        } catch (IOException | InvalidPathException e) {
            throw new CliException(ExitCode.USAGE, "the prompt file " + source + " cannot be read as UTF-8 text", e);
        }
    }
}
