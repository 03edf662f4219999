package dev.sia.cli.bench.live;

import dev.sia.cli.bench.BenchServer;
import dev.sia.cli.bench.Load;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/** Some watchers of one log. */
public final class WatchLoad implements Load {
    private static final int WATCHERS = 50;

    @Override
    public void on(BenchServer server, Duration time) throws IOException, InterruptedException {
        LiveBench.fan(
                server,
                new LiveSettings(Set.of(LiveSettings.Part.FAN), Duration.ZERO, Duration.ZERO, time, WATCHERS, 0, 0));
    }
}
