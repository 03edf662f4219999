package dev.sia.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sia.cli.child.ChildProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the machine can do, by {@code sia server measure} on the data directory of the first server.
 *
 * @param scale this machine's commits by those of the machine that the targets are for
 * @param copyRowsPerSecond log lines of 120 bytes as plain rows, with COPY
 * @param realEmptyWorkflowsPerSecond of the real Temporal; absent without one
 */
public record Yardstick(
        String postgresVersion,
        boolean fsync,
        long insertCommitsPerSecond,
        long keySelectsPerSecond,
        long copyRowsPerSecond,
        double scale,
        double emptyWorkflowsPerSecond,
        @Nullable Double realEmptyWorkflowsPerSecond) {
    private static final double COMMITS_OF_THE_TARGETS = 4_400;
    private static final double COPIED_ROWS_OF_THE_TARGETS = 240_000;

    public static Yardstick of(JsonNode embedded, @Nullable JsonNode real) {
        long commits = embedded.path("insertCommitsPerSecond").asLong();
        return new Yardstick(
                embedded.path("postgresVersion").asText(),
                embedded.path("fsync").asBoolean(),
                commits,
                embedded.path("keySelectsPerSecond").asLong(),
                embedded.path("copyRowsPerSecond").asLong(),
                Math.round(100 * commits / COMMITS_OF_THE_TARGETS) / 100.0,
                embedded.path("emptyWorkflowsPerSecond").asDouble(),
                real == null ? null : real.path("emptyWorkflowsPerSecond").asDouble());
    }

    /** This machine's copied rows by those of the machine that the targets of logs are for. */
    public double copyScale() {
        return Math.round(100 * copyRowsPerSecond / COPIED_ROWS_OF_THE_TARGETS) / 100.0;
    }

    /**
     * Runs the server's own measurement.
     *
     * @param settings environment of a server that would use the same parts
     * @param started is told of the process, so that it can be stopped
     */
    static JsonNode measure(
            String launcher,
            Path data,
            Map<String, String> settings,
            String only,
            Duration time,
            Consumer<ChildProcess> started)
            throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("SIA_DATA_DIR", data.toString());
        List<String> command = List.of(launcher, "server", "measure", "-o", "json", "--for", seconds(time));
        Path output = data.resolveSibling("measure-" + System.nanoTime() + ".log");
        ChildProcess child = ChildProcess.start(
                "measurement", only.isEmpty() ? command : append(command, "--only", only), environment, output);
        started.accept(child);
        if (child.process().waitFor() != 0) {
            throw child.ended();
        }
        String json = Files.readAllLines(output, StandardCharsets.UTF_8).stream()
                .filter(line -> line.startsWith("{"))
                .reduce((_, last) -> last)
                .orElseThrow(child::ended);
        return new JsonMapper().readTree(json);
    }

    private static List<String> append(List<String> command, String... more) {
        return Stream.concat(command.stream(), Arrays.stream(more)).toList();
    }

    private static String seconds(Duration time) {
        return time.toSeconds() + "s";
    }
}
