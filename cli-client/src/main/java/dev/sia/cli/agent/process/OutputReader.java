package dev.sia.cli.agent.process;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads one output of a command into its sink until it ends.
 *
 * <p>It runs on a platform thread because a read from a pipe blocks the thread below a virtual one.
 */
final class OutputReader {
    private static final int BUFFER_BYTES = 16 * 1024;

    private final InputStream input;
    private final OutputSink sink;
    private final Thread thread;
    private volatile long readingSince;
    private volatile boolean reading;
    private volatile boolean abandoned;
    private volatile @Nullable Exception failure;

    OutputReader(String name, InputStream input, OutputSink sink) {
        this.input = input;
        this.sink = sink;
        this.thread = Thread.ofPlatform().daemon().name(name).start(this::run);
    }

    /**
     * Waits until the output has ended and its sink has taken it all, however long the sink blocks. Only when nothing has
     * come for the given time, as happens when a process that cannot be found holds the pipe open, it gives up.
     *
     * @throws IOException what the sink threw
     */
    void awaitEnd(Duration silence) throws IOException, InterruptedException {
        while (!thread.join(Duration.ofMillis(100))) {
            if (reading && System.nanoTime() - readingSince > silence.toNanos()) {
                abandoned = true;
                break;
            }
        }
        Exception thrown = failure;
        if (thrown != null) {
            throw new IOException(thrown.getMessage(), thrown);
        }
    }

    private void run() {
        byte[] buffer = new byte[BUFFER_BYTES];
        int length = read(buffer);
        while (length >= 0) {
            if (!abandoned && failure == null) {
                pass(buffer, length);
            }
            length = read(buffer);
        }
        try {
            if (!abandoned) {
                sink.end();
            }
        } catch (IOException | RuntimeException e) {
            keep(e);
        }
    }

    /** A failed sink does not stop the reading: the command must not hang on a full pipe until it is killed. */
    private void pass(byte[] buffer, int length) {
        try {
            sink.write(buffer, length);
        } catch (IOException | RuntimeException e) {
            keep(e);
        }
    }

    private void keep(Exception e) {
        if (failure == null) {
            failure = e;
        }
    }

    private int read(byte[] buffer) {
        readingSince = System.nanoTime();
        reading = true;
        try {
            return input.read(buffer);
        } catch (IOException closed) {
            return -1;
        } finally {
            reading = false;
        }
    }
}
