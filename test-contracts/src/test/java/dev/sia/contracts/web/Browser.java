package dev.sia.contracts.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Headless Chromium, driven by scripts of {@code web/src/browser}, each in a browser of its own that ends with it. */
public final class Browser {
    private static final Path PROGRAMS = Path.of("target", "web", "browser").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final JsonMapper JSON = new JsonMapper();

    private Browser() {}

    /** Skips a test on machines that the Chromium of the build does not run on, unless they name one of their own. */
    public static void assumeThereIsOne() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        boolean bundled =
                system.equals("linux") && System.getProperty("os.arch").equals("amd64");
        String named = System.getenv("CHROME_PATH");
        Assumptions.assumeTrue(
                bundled || (named != null && !named.isBlank()),
                "SKIPPED: the build brings Chromium for Linux on x64 only; set CHROME_PATH to a Chromium or Chrome of this machine");
    }

    /**
     * Runs a script.
     *
     * @param script name of a compiled module whose default export takes a page and the input
     * @param input may hold secrets: the script reads it from its standard input
     */
    public static JsonNode run(String script, Map<String, ?> input) {
        try {
            Path log = Files.createTempFile(PROGRAMS, script, ".log");
            Path result = Files.createTempFile(PROGRAMS, script, ".json");
            Process process = new ProcessBuilder(
                            "node",
                            PROGRAMS.resolve("run.js").toString(),
                            PROGRAMS.resolve(script + ".js").toString())
                    .redirectError(log.toFile())
                    .redirectOutput(result.toFile())
                    .start();
            try {
                process.getOutputStream().write(JSON.writeValueAsBytes(input));
                process.getOutputStream().close();
                if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                    throw new AssertionError(script + " failed: " + Files.readString(log));
                }
                return JSON.readTree(result.toFile());
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
