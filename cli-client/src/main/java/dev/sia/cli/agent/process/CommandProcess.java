package dev.sia.cli.agent.process;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A running command, leader of its own session and process group.
 *
 * <p>Its end is the end of everything that it started: what is left when the command itself has ended is killed.
 */
public final class CommandProcess {
    private static final Duration PIPE_SILENCE = Duration.ofSeconds(5);

    private final Process process;
    private final ProcessGroup group;
    private final OutputReader stdout;
    private final OutputReader stderr;
    private final AtomicReference<CompletableFuture<Void>> stopping = new AtomicReference<>();

    private CommandProcess(Process process, ProcessGroup group, OutputSink stdout, OutputSink stderr) {
        this.process = process;
        this.group = group;
        this.stdout = new OutputReader("sia-stdout-" + process.pid(), process.getInputStream(), stdout);
        this.stderr = new OutputReader("sia-stderr-" + process.pid(), process.getErrorStream(), stderr);
    }

    /**
     * Starts a command.
     *
     * @throws IOException when it cannot be started at all; a program that does not exist ends with exit code 127
     */
    public static CommandProcess start(
            SessionLauncher launcher, Command command, ProcessRecord processes, OutputSink stdout, OutputSink stderr)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(launcher.wrap(command.arguments()))
                .directory(command.directory().toFile())
                .redirectInput(
                        command.readsInput()
                                ? ProcessBuilder.Redirect.PIPE
                                : ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().clear();
        builder.environment().putAll(command.environment());
        builder.environment().put(Marker.VARIABLE, processes.marker().value());
        Process process = builder.start();
        ProcessGroup group = new ProcessGroup(process.pid(), processes.marker());
        try {
            processes.started(process.toHandle());
        } catch (IOException e) {
            group.kill();
            throw e;
        }
        return new CommandProcess(process, group, stdout, stderr);
    }

    /** What it reads, if it was started to read something. */
    public OutputStream standardInput() {
        return process.getOutputStream();
    }

    /** Waits until the command has ended; false when it has not within the given time. */
    public boolean awaitExit(Duration patience) throws InterruptedException {
        return process.waitFor(Math.max(0, patience.toMillis()), TimeUnit.MILLISECONDS);
    }

    /**
     * Waits until the command has ended, ends whatever it left behind, and waits until its output is taken whole.
     *
     * @return the exit code; 128 + n after signal n
     * @throws IOException when a sink failed
     */
    public int finish() throws IOException, InterruptedException {
        int exitCode = process.waitFor();
        CompletableFuture<Void> stop = stopping.get();
        if (stop == null) {
            group.kill();
        } else {
            stop.join();
        }
        stdout.awaitEnd(PIPE_SILENCE);
        stderr.awaitEnd(PIPE_SILENCE);
        return exitCode;
    }

    /** Sends SIGTERM to the whole group and SIGKILL to what is left after the given time. Returns at once. */
    public void stop(Duration killAfter) {
        CompletableFuture<Void> stop = new CompletableFuture<>();
        if (stopping.compareAndSet(null, stop)) {
            Thread.ofVirtual().name("sia-stop-" + process.pid()).start(() -> {
                try {
                    group.terminate(killAfter);
                } finally {
                    stop.complete(null);
                }
            });
        }
    }
}
