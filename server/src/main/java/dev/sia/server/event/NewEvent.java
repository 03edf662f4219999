package dev.sia.server.event;

import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A fact about to be stored; it gets its number and time in the transaction that makes it true. */
public record NewEvent(
        EventType type,
        Actor actor,
        @Nullable UUID jobId,
        @Nullable UUID agentId,
        @Nullable Integer attempt,
        @Nullable String queue,
        @Nullable String jobStatus,
        @Nullable String attemptStatus,
        @Nullable String agentStatus,
        @Nullable String cancellationStage,
        @Nullable String step,
        @Nullable String stepState,
        @Nullable String reason) {

    public static Builder of(EventType type, Actor actor) {
        return new Builder(type, actor);
    }

    /** Collects the members of one event. Not safe for use by several threads. */
    public static final class Builder {
        private final EventType type;
        private final Actor actor;
        private @Nullable UUID jobId;
        private @Nullable UUID agentId;
        private @Nullable Integer attempt;
        private @Nullable String queue;
        private @Nullable String jobStatus;
        private @Nullable String attemptStatus;
        private @Nullable String agentStatus;
        private @Nullable String cancellationStage;
        private @Nullable String step;
        private @Nullable String stepState;
        private @Nullable String reason;

        private Builder(EventType type, Actor actor) {
            this.type = type;
            this.actor = actor;
        }

        public Builder job(UUID id) {
            jobId = id;
            return this;
        }

        public Builder agent(UUID id) {
            agentId = id;
            return this;
        }

        public Builder attempt(int number) {
            attempt = number;
            return this;
        }

        public Builder queue(Enum<?> name) {
            queue = lower(name);
            return this;
        }

        public Builder jobStatus(Enum<?> status) {
            jobStatus = lower(status);
            return this;
        }

        public Builder attemptStatus(Enum<?> status) {
            attemptStatus = lower(status);
            return this;
        }

        public Builder agentStatus(Enum<?> status) {
            agentStatus = lower(status);
            return this;
        }

        public Builder cancellationStage(Enum<?> stage) {
            cancellationStage = lower(stage);
            return this;
        }

        public Builder step(Enum<?> name, Enum<?> state) {
            step = lower(name);
            stepState = lower(state);
            return this;
        }

        public Builder reason(@Nullable String text) {
            reason = text;
            return this;
        }

        public NewEvent build() {
            return new NewEvent(
                    type,
                    actor,
                    jobId,
                    agentId,
                    attempt,
                    queue,
                    jobStatus,
                    attemptStatus,
                    agentStatus,
                    cancellationStage,
                    step,
                    stepState,
                    reason);
        }

        private static String lower(Enum<?> value) {
            return value.name().toLowerCase(Locale.ROOT);
        }
    }
}
