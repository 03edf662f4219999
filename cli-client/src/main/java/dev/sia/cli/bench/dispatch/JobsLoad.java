package dev.sia.cli.bench.dispatch;

import dev.sia.cli.bench.BenchServer;
import dev.sia.cli.bench.Load;
import java.io.IOException;
import java.time.Duration;

/** Jobs that go the whole way. */
public final class JobsLoad implements Load {
    private static final int AGENTS = 20;

    @Override
    public void on(BenchServer server, Duration time) throws IOException, InterruptedException {
        new Lifecycle(AGENTS).measure(server, "", Duration.ZERO, time);
    }
}
