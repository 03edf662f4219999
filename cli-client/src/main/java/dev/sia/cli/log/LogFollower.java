package dev.sia.cli.log;

import dev.sia.api.model.Attempt;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import dev.sia.sdk.LogFilter;
import dev.sia.sdk.live.LiveLog;
import dev.sia.sdk.live.LogOptions;
import dev.sia.sdk.live.LogRecord;
import dev.sia.sdk.live.ReconnectPolicy;
import java.util.Optional;
import java.util.UUID;

/** Shows a job's log as it grows. Ctrl-C ends the view, not the job, and says so. */
public final class LogFollower {
    private final Surroundings surroundings;
    private final Session session;

    /** For one command. */
    public LogFollower(Surroundings surroundings, Session session) {
        this.surroundings = surroundings;
        this.session = session;
    }

    /** Follows the whole log from the first line of the latest attempt. */
    public void follow(UUID jobId) {
        follow(jobId, LogOptions.FOLLOW, new LogPrinter(surroundings, session.output()), record -> true);
    }

    /** Follows a part of it; false when it was to be verified and is not proven. */
    boolean follow(UUID jobId, LogSelection selection, boolean verify) {
        LogFilter filter = selection.filter();
        LogPrinter printer = new LogPrinter(surroundings, session.output()).only(filter);
        return follow(jobId, options(jobId, selection), printer, verify ? new Verification(jobId) : record -> true);
    }

    private LogOptions options(UUID jobId, LogSelection selection) {
        long after = selection.afterSeq == null ? 0 : selection.afterSeq;
        Integer attempt = selection.attempt;
        if (selection.tail != null) {
            Optional<Attempt> found = LogAttempts.find(session, jobId, attempt);
            if (found.isPresent()) {
                attempt = found.get().getNumber();
                after = Math.max(0, found.get().getLog().getLastSeq() - selection.tail);
            }
        }
        return new LogOptions(attempt, after, true, ReconnectPolicy.DEFAULT);
    }

    /** Looks at what comes, and says whether it is all right. */
    private interface Check {
        boolean passes(LogRecord record);
    }

    private boolean follow(UUID jobId, LogOptions options, LogPrinter printer, Check check) {
        Thread detached = new Thread(() -> sayDetached(jobId, printer), "sia-detached");
        Runtime.getRuntime().addShutdownHook(detached);
        boolean good = true;
        try (LiveLog log = session.client().live().jobLog(session.organizationId(), jobId, options)) {
            for (LogRecord record : log) {
                printer.accept(record);
                good &= check.passes(record);
            }
        } finally {
            removeHook(detached);
        }
        return good;
    }

    /** Proves each attempt's log when it has ended. */
    private final class Verification implements Check {
        private final UUID jobId;
        private final LogProof proof = new LogProof(surroundings);
        private int told;

        private Verification(UUID jobId) {
            this.jobId = jobId;
        }

        @Override
        public boolean passes(LogRecord record) {
            switch (record) {
                case LogRecord.AttemptStarted _ -> proof.begin();
                case LogRecord.Line it -> proof.line(it.line());
                case LogRecord.AttemptEnded it -> {
                    return it.attempt() == null || tell(it.attempt());
                }
                case LogRecord.Expired _, LogRecord.CaughtUp _, LogRecord.Reconnected _ -> {}
            }
            return true;
        }

        /** The end of an attempt may be told twice: when it ends, and when nothing follows. */
        private boolean tell(int number) {
            if (told == number) {
                return true;
            }
            told = number;
            return LogAttempts.find(session, jobId, number).map(proof::tell).orElse(false);
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
