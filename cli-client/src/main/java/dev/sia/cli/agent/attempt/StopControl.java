package dev.sia.cli.agent.attempt;

import dev.sia.cli.agent.process.CommandProcess;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Stops an attempt from outside: remembers the first request and passes it to the command that runs then or next. */
final class StopControl {
    private final Supplier<Optional<StopRequest>> reason;
    private @Nullable StopRequest request;
    private @Nullable CommandProcess running;

    /** Why to stop, in words for people, and the time between SIGTERM and SIGKILL. */
    record StopRequest(StopReason reason, String explanation, Duration killAfter) {}

    /** @param reason asked for whenever somebody wants to know; what nobody has requested yet */
    StopControl(Supplier<Optional<StopRequest>> reason) {
        this.reason = reason;
    }

    /** Asks for the end; only the first request counts. */
    synchronized void request(StopRequest wanted) {
        if (request == null) {
            request = wanted;
            if (running != null) {
                running.stop(wanted.killAfter());
            }
        }
    }

    synchronized Optional<StopRequest> requested() {
        if (request == null) {
            reason.get().ifPresent(this::request);
        }
        return Optional.ofNullable(request);
    }

    /** A command runs now; it is stopped at once when that was asked for before. */
    synchronized void started(CommandProcess process) {
        running = process;
        if (request != null) {
            process.stop(request.killAfter());
        }
    }

    synchronized void finished() {
        running = null;
    }
}
