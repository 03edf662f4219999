package dev.sia.cli.log;

import dev.sia.api.model.Attempt;
import dev.sia.api.model.AttemptLog;
import dev.sia.api.model.AttemptStatus;
import dev.sia.api.model.LogEntry;
import dev.sia.api.model.LogLine;
import dev.sia.cli.Surroundings;
import dev.sia.sdk.LogAudit;
import java.util.Optional;

/** Reads along a log and says at its end whether it is proven. */
final class LogProof {
    private final Surroundings surroundings;
    private LogAudit audit = new LogAudit();

    LogProof(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Another log begins. */
    void begin() {
        audit = new LogAudit();
    }

    void entry(LogEntry entry) {
        LogLine line = entry.getLine();
        if (line != null) {
            line(line);
        }
    }

    void line(LogLine line) {
        audit.add(line);
    }

    /** Says what is proven; false when the log is not what the agent wrote, or cannot be known to be. */
    boolean tell(Attempt attempt) {
        AttemptLog log = attempt.getLog();
        String whose = "the log of attempt " + attempt.getNumber();
        Optional<String> flaw = audit.flaw(log);
        if (flaw.isPresent()) {
            surroundings.say(whose + " is not proven: " + flaw.get());
            return false;
        }
        String what = audit.lastSeq() + " records" + dropped() + ", digest " + audit.digest();
        if (Boolean.TRUE.equals(log.getComplete())) {
            surroundings.say(whose + " is whole: " + what);
            return true;
        }
        if (runs(attempt)) {
            surroundings.say(whose + " is unchanged so far, and the attempt still runs: " + what);
            return true;
        }
        surroundings.say(whose + " is unchanged but not complete, the agent may have written more: " + what);
        return false;
    }

    private String dropped() {
        long lines = audit.droppedLines();
        return lines == 0 ? "" : ", " + lines + (lines == 1 ? " line" : " lines") + " dropped by the agent";
    }

    private static boolean runs(Attempt attempt) {
        return attempt.getStatus() == AttemptStatus.RUNNING || attempt.getStatus() == AttemptStatus.OFFERED;
    }
}
