package dev.sia.cli.agent;

import dev.sia.cli.agent.session.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the enrolment token: in a file, on standard input, or in the environment, but never among the arguments. */
final class EnrolmentToken {
    private static final String PREFIX = "sia_en_";

    private EnrolmentToken() {}

    static Optional<Secret> find(@Nullable Path file, @Nullable InputStream input, @Nullable String variable) {
        if (file != null) {
            return Optional.of(token("--enrolment-token-file " + file, fromFile(file)));
        }
        if (input != null) {
            return Optional.of(token("--enrolment-token-stdin", firstLine(input)));
        }
        return variable == null || variable.isBlank()
                ? Optional.empty()
                : Optional.of(token("SIA_ENROLMENT_TOKEN", variable));
    }

    private static Secret token(String source, String text) {
        String token = text.strip();
        if (!token.startsWith(PREFIX) || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new AgentFailure(ExitCode.USAGE, source + " holds no enrolment token (" + PREFIX + "…).");
        }
        return new Secret(token);
    }

    private static String fromFile(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AgentFailure(ExitCode.USAGE, "--enrolment-token-file " + file + " cannot be read: " + e + '.');
        }
    }

    private static String firstLine(InputStream input) {
        try {
            String line = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8)).readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new AgentFailure(
                    ExitCode.USAGE, "--enrolment-token-stdin: standard input cannot be read: " + e + '.');
        }
    }
}
