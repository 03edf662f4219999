package dev.sia.cli.bench;

import java.io.IOException;
import java.time.Duration;

/** Load of one kind, of which nothing is measured. */
public interface Load {
    /** Puts it on the server, and returns when it is over. */
    void on(BenchServer server, Duration time) throws IOException, InterruptedException;
}
