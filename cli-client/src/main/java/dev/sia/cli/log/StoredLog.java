package dev.sia.cli.log;

import dev.sia.api.model.Attempt;
import dev.sia.api.model.LogEntry;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import dev.sia.sdk.LogFilter;
import dev.sia.sdk.LogRange;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Shows what is stored of a log. */
final class StoredLog {
    private static final int PAGE = 5000;

    private final Surroundings surroundings;
    private final Session session;

    StoredLog(Surroundings surroundings, Session session) {
        this.surroundings = surroundings;
        this.session = session;
    }

    /** Prints a part of it; false when it was to be verified and is not proven. */
    boolean print(UUID jobId, LogSelection selection, boolean verify) {
        Optional<Attempt> attempt = LogAttempts.find(session, jobId, selection.attempt);
        if (attempt.isEmpty()) {
            surroundings.say("the job has had no attempt yet, so there is no log");
            return true;
        }
        return verify
                ? printAndVerify(jobId, attempt.get(), selection.filter())
                : print(jobId, attempt.get().getNumber(), selection);
    }

    private boolean print(UUID jobId, int attempt, LogSelection selection) {
        LogPrinter printer = new LogPrinter(surroundings, session.output());
        LogRange range = LogRange.ofAttempt(attempt)
                .after(selection.afterSeq == null ? 0 : selection.afterSeq)
                .before(selection.beforeSeq)
                .only(selection.filter())
                .inPagesOf(PAGE);
        var logs = session.client().logs(session.organizationId());
        if (selection.tail != null) {
            logs.last(jobId, range, selection.tail).forEach(entry -> printer.entry(attempt, entry));
            return true;
        }
        try (Stream<LogEntry> entries = logs.entries(jobId, range)) {
            entries.forEach(entry -> printer.entry(attempt, entry));
        }
        return true;
    }

    /** Everything is read, because the digest covers everything; the filter decides what of it is shown. */
    private boolean printAndVerify(UUID jobId, Attempt attempt, LogFilter filter) {
        LogPrinter printer = new LogPrinter(surroundings, session.output()).only(filter);
        LogProof proof = new LogProof(surroundings);
        LogRange whole = LogRange.ofAttempt(attempt.getNumber())
                .before(attempt.getLog().getLastSeq() + 1)
                .inPagesOf(PAGE);
        try (Stream<LogEntry> entries =
                session.client().logs(session.organizationId()).entries(jobId, whole)) {
            entries.forEach(entry -> {
                proof.entry(entry);
                printer.entry(attempt.getNumber(), entry);
            });
        }
        return proof.tell(attempt);
    }
}
