package dev.sia.server.rest.json;

import dev.sia.api.model.Attempt;
import dev.sia.api.model.AttemptLog;
import dev.sia.api.model.AttemptStatus;
import dev.sia.api.model.AttemptStep;
import dev.sia.api.model.StepState;
import java.util.List;

/** Attempts and their steps. The lease never leaves the server this way. */
public final class AttemptJson {
    private AttemptJson() {}

    public static Attempt of(dev.sia.server.attempt.Attempt attempt, List<dev.sia.server.attempt.AttemptStep> steps) {
        return new Attempt()
                .id(attempt.id().value())
                .number(attempt.number())
                .status(status(attempt.status()))
                .agentId(attempt.agentId().value())
                .agentName(attempt.agentName())
                .steps(steps.stream().map(AttemptJson::step).toList())
                .log(log(attempt))
                .failure(JobJson.failure(attempt.failure()))
                .offeredAt(attempt.offeredAt())
                .acceptedAt(attempt.acceptedAt())
                .endedAt(attempt.endedAt());
    }

    private static AttemptLog log(dev.sia.server.attempt.Attempt attempt) {
        return new AttemptLog()
                .lastSeq(attempt.lastLogSeq())
                .oldestSeq(LogJson.oldest(attempt))
                .droppedLines(attempt.logDroppedLines() > 0 ? attempt.logDroppedLines() : null)
                .bytes(attempt.logBytes())
                .storedBytes(attempt.logStoredBytes())
                .digest(attempt.logDigest().hex())
                .complete(attempt.logComplete());
    }

    static AttemptStatus status(dev.sia.server.attempt.AttemptStatus status) {
        return AttemptStatus.valueOf(status.name());
    }

    private static AttemptStep step(dev.sia.server.attempt.AttemptStep step) {
        return new AttemptStep()
                .step(JobJson.step(step.step()))
                .state(StepState.valueOf(step.state().name()))
                .startedAt(step.startedAt())
                .endedAt(step.endedAt())
                .exitCode(step.exitCode());
    }
}
