package dev.sia.cli.bench.dispatch;

import dev.sia.cli.bench.BenchServer;
import dev.sia.cli.bench.dispatch.DispatchSettings.Times;
import dev.sia.sdk.SiaClient;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is measured while a queue gets long, and in the long queue: no agent is there. */
final class LongQueue {
    private final DispatchSettings settings;

    LongQueue(DispatchSettings settings) {
        this.settings = settings;
    }

    /** What was wanted of it. */
    record Figures(Creates.@Nullable Figures create, Moves.@Nullable Figures move) {}

    Figures measure(BenchServer server) throws IOException, InterruptedException {
        UUID organization = server.organization();
        Times times = settings.times();
        JobLoad load = new JobLoad(server.address(), organization, Creates.CONNECTIONS);
        try (SiaClient client = server.client()) {
            Creates creates = new Creates(load, settings.sizes().queuedJobs());
            Creates.Figures create = null;
            if (settings.parts().contains(Part.CREATE)) {
                create = creates.measure(client.queues(organization), times.warmUp(), times.create());
            } else {
                creates.fill();
            }
            Moves.Figures move = settings.parts().contains(Part.MOVE)
                    ? new Moves(load, creates.created())
                            .measure(settings.sizes().moves())
                    : null;
            return new Figures(create, move);
        }
    }
}
