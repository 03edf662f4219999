package dev.sia.server.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.server.grpc.AgentFrameInputs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lets Jazzer look for inputs that are answered wrongly, in a process of its own as it changes classes, so many in every build,
 * which takes some seconds. {@code -Dsia.fuzz.seconds=600} looks for that long. What it finds stays in {@code target/fuzz}.
 */
class FuzzingTest {
    private static final int RUNS = 50_000;
    /** However slow the machine is, because many other things run on it. */
    private static final int MOST_SECONDS = 30;

    private static final Pattern DONE = Pattern.compile("Done (\\d+) runs");
    private static final Path FOUND = Path.of("target", "fuzz");
    /** The last character says which reader: {@code consumeInt} takes from the end. */
    private static final List<String> SEEDS = List.of(
            "Bearer a.b.c\0",
            "MDAwMDAwMDAwMDAwMDAwMDox\2",
            "0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c\4",
            "2147483647\5",
            "\"1\", W/\"2\"\6",
            "7c9e6679-7425-40de-944b-e07fc1f90ae7\7",
            "{\"prompt\":\"x\",\"repository\":{\"url\":\"/r\",\"baseBranch\":\"main\"},\"labels\":{\"a\":\"b\"}}\10",
            "{\"type\":\"authenticate\",\"token\":\"t\"}\11",
            "{\"type\":\"subscribe\",\"subscriptionId\":\"s\",\"organizationId\":\"0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c\","
                    + "\"topic\":\"job-log\",\"afterSeq\":1}\11");

    @Test
    void nothingThatIsSentIsAnsweredWrongly(@TempDir Path corpus) throws IOException, InterruptedException {
        Files.createDirectories(FOUND);
        for (int i = 0; i < SEEDS.size(); i++) {
            Files.writeString(corpus.resolve("seed-" + i), SEEDS.get(i), StandardCharsets.ISO_8859_1);
        }
        List<ConnectRequest> frames = AgentFrameInputs.examples();
        for (int i = 0; i < frames.size(); i++) {
            byte[] frame = frames.get(i).toByteArray();
            byte[] input = Arrays.copyOf(frame, frame.length + 1);
            input[frame.length] = 10;
            Files.write(corpus.resolve("frame-" + i), input);
        }
        Process jazzer =
                new ProcessBuilder(command(corpus)).redirectErrorStream(true).start();
        String said = allOf(jazzer);

        assertThat(jazzer.exitValue()).as(said).isZero();
        Matcher runs = DONE.matcher(said);
        assertThat(runs.find()).as(said).isTrue();
        assertThat(Integer.parseInt(runs.group(1))).isGreaterThan(1_000);
    }

    private static String howLong() {
        return "-max_total_time=" + Integer.getInteger("sia.fuzz.seconds", MOST_SECONDS);
    }

    /** Without an end when a time was asked for. */
    private static String howMany() {
        return "-runs=" + (Integer.getInteger("sia.fuzz.seconds") == null ? RUNS : -1);
    }

    private static List<String> command(Path corpus) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + InputFuzzer.class.getName(),
                "--instrumentation_includes=dev.sia.**",
                "--custom_hook_includes=dev.sia.**",
                "--reproducer_path=" + FOUND,
                "-artifact_prefix=" + FOUND + "/",
                howMany(),
                howLong(),
                "-max_len=4096",
                "-timeout=20",
                "-rss_limit_mb=3000",
                corpus.toString());
    }

    private static String allOf(Process jazzer) throws IOException, InterruptedException {
        try (InputStream output = jazzer.getInputStream()) {
            String said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(jazzer.waitFor(1, TimeUnit.MINUTES)).isTrue();
            return said;
        } finally {
            jazzer.destroyForcibly();
        }
    }
}
