package dev.sia.contracts.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program of this project in a JVM of its own, which dies with the test at the latest. */
public final class JavaProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;
    /** Its bit in sets of signals. */
    private static final long SIGINT = 1L << (2 - 1);

    private static final List<String> OPTIONS = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "-Xshare:auto");

    private final Process process;
    private final Path log;

    /** @param log where its output goes */
    public JavaProcess(Class<?> main, Path log, Map<String, String> environment, String... arguments) {
        this.log = log;
        List<String> command = Stream.of(
                        Stream.of(ProcessHandle.current().info().command().orElseThrow()),
                        OPTIONS.stream(),
                        Stream.of("-cp", System.getProperty("java.class.path"), main.getName()),
                        Stream.of(arguments))
                .flatMap(part -> part)
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException thrown) {
            throw new UncheckedIOException(thrown);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** All that it has printed. */
    public String output() {
        try {
            return Files.readString(log);
        } catch (IOException thrown) {
            throw new UncheckedIOException(thrown);
        }
    }

    /** Bytes of real memory that it takes now. */
    public long residentBytes() {
        return Long.parseLong(status("VmRSS").replaceAll("\\D", "")) << 10;
    }

    /** Whether it does not hear of SIGINT: a shell sees to that for what a script starts in the background, and for all below it. */
    public boolean ignoresInterrupts() {
        return Files.exists(Path.of("/proc")) && (Long.parseUnsignedLong(status("SigIgn"), 16) & SIGINT) != 0;
    }

    /** What Linux says of it. */
    private String status(String name) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid()), "status"))) {
            String line = lines.filter(each -> each.startsWith(name + ":"))
                    .findFirst()
                    .orElseThrow();
            return line.substring(name.length() + 1).strip();
        } catch (IOException thrown) {
            throw new UncheckedIOException(thrown);
        }
    }

    /** Sends a signal that Java has no word for, such as {@code STOP}. */
    public void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
            if (kill.waitFor() != 0 && isAlive()) {
                throw new AssertionError("Process " + pid() + " cannot be sent " + name);
            }
        } catch (IOException thrown) {
            throw new UncheckedIOException(thrown);
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    /** SIGKILL; returns when it is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Waits until it has ended by itself, and tells its exit code. */
    public int exitCode() {
        awaitEnd();
        return process.exitValue();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("Process " + pid() + " did not end; it said " + output());
            }
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    /** SIGTERM, unless it has ended; also to one that is stopped. */
    @Override
    public void close() {
        process.destroy();
        if (process.isAlive()) {
            signal("CONT");
        }
        awaitEnd();
    }
}
