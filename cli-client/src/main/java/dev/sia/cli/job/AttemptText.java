package dev.sia.cli.job;

import dev.sia.api.model.Attempt;
import dev.sia.api.model.AttemptStatus;
import dev.sia.api.model.Failure;
import dev.sia.cli.output.Table;
import dev.sia.cli.output.Table.Cell;
import dev.sia.cli.output.Terminal.Paint;
import dev.sia.cli.output.Times;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Attempts as people read them. */
final class AttemptText {
    private AttemptText() {}

    static Table table(List<Attempt> attempts, Times times) {
        Table table = new Table(6, "NUMBER", "STATUS", "AGENT", "OFFERED", "TOOK", "LINES", "WHAT");
        for (Attempt attempt : attempts) {
            table.row(
                    attempt.getNumber(),
                    new Cell(attempt.getStatus().toString(), paint(attempt.getStatus())),
                    attempt.getAgentName(),
                    times.when(attempt.getOfferedAt()),
                    took(attempt),
                    attempt.getLog().getLastSeq(),
                    what(attempt));
        }
        return table;
    }

    private static @Nullable Paint paint(AttemptStatus status) {
        return switch (status) {
            case RUNNING -> Paint.ACTIVE;
            case SUCCEEDED -> Paint.GOOD;
            case FAILED, LOST -> Paint.BAD;
            case CANCELLED -> Paint.DIM;
            case OFFERED, UNRECOGNIZED -> null;
        };
    }

    private static String took(Attempt attempt) {
        return attempt.getAcceptedAt() == null || attempt.getEndedAt() == null
                ? ""
                : Times.length(Duration.between(attempt.getAcceptedAt(), attempt.getEndedAt()));
    }

    /** Why it failed, or how its steps went. */
    private static String what(Attempt attempt) {
        Failure failure = attempt.getFailure();
        if (failure != null) {
            String step = failure.getStep() == null ? "" : " in " + failure.getStep();
            return failure.getPropertyClass() + step + ": " + failure.getMessage();
        }
        return attempt.getSteps().stream()
                .map(step -> step.getStep() + " " + step.getState())
                .collect(Collectors.joining(", "));
    }
}
