package dev.sia.cli.job;

import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import dev.sia.sdk.live.LiveLog;
import dev.sia.sdk.live.LogOptions;
import java.util.UUID;

/** Shows a job's log as it grows. Ctrl-C ends the view, not the job, and says so. */
final class LogFollower {
    private final Surroundings surroundings;
    private final Session session;

    LogFollower(Surroundings surroundings, Session session) {
        this.surroundings = surroundings;
        this.session = session;
    }

    void follow(UUID jobId, LogOptions options) {
        LogPrinter printer = new LogPrinter(surroundings, session.output());
        Thread detached = new Thread(() -> sayDetached(jobId, printer), "sia-detached");
        Runtime.getRuntime().addShutdownHook(detached);
        try (LiveLog log = session.client().live().jobLog(session.organizationId(), jobId, options)) {
            log.forEach(printer::accept);
        } finally {
            removeHook(detached);
        }
    }

    private void sayDetached(UUID jobId, LogPrinter printer) {
        String place =
                printer.attempt() == 0 ? "" : " --attempt " + printer.attempt() + " --after-seq " + printer.lastSeq();
        surroundings.err().println();
        surroundings.say("detached; the job goes on. To see the rest: sia job logs -f " + jobId + place);
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook has run.
        }
    }
}
