package dev.sia.cli.fleet;

import dev.sia.api.model.AgentStatus;
import dev.sia.cli.output.Terminal.Paint;
import org.jspecify.annotations.Nullable;

/** Agents as people read them. */
final class AgentText {
    private AgentText() {}

    static @Nullable Paint paint(AgentStatus status) {
        return switch (status) {
            case ONLINE -> Paint.GOOD;
            case DRAINING -> Paint.ACTIVE;
            case OFFLINE -> Paint.DIM;
            case UNRECOGNIZED -> null;
        };
    }
}
