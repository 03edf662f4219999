package dev.sia.cli.log;

import dev.sia.api.model.Attempt;
import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the attempt whose log is wanted. */
final class LogAttempts {
    private LogAttempts() {}

    /** The attempt of this number, the latest for none; empty while the job has no attempt. */
    static Optional<Attempt> find(Session session, UUID jobId, @Nullable Integer number) {
        if (number == null) {
            return Optional.ofNullable(session.jobs().get(jobId).getLatestAttempt());
        }
        try (Stream<Attempt> attempts = session.jobs().attempts(jobId)) {
            return Optional.of(attempts.filter(it -> it.getNumber().equals(number))
                    .findFirst()
                    .orElseThrow(() -> new CliException(ExitCode.NOT_FOUND, "the job has no attempt " + number)));
        }
    }
}
