package dev.sia.server.json;

import dev.sia.api.model.ActorKind;
import dev.sia.api.model.AgentStatus;
import dev.sia.api.model.AttemptStatus;
import dev.sia.api.model.CancellationStage;
import dev.sia.api.model.EventType;
import dev.sia.api.model.JobStatus;
import dev.sia.api.model.QueueName;
import dev.sia.api.model.Step;
import dev.sia.api.model.StepState;
import dev.sia.server.event.Actor;
import dev.sia.server.event.Event;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Events as JSON. */
public final class EventJson {
    private EventJson() {}

    public static dev.sia.api.model.Event of(Event event) {
        return new dev.sia.api.model.Event()
                .organizationId(event.organizationId().value())
                .number(event.number())
                .type(EventType.valueOf(event.type().name()))
                .at(event.at())
                .actor(actor(event.actor()))
                .jobId(event.jobId())
                .agentId(event.agentId())
                .attempt(event.attempt())
                .queue(read(event.queue(), QueueName::fromString))
                .jobStatus(read(event.jobStatus(), JobStatus::fromString))
                .attemptStatus(read(event.attemptStatus(), AttemptStatus::fromString))
                .agentStatus(read(event.agentStatus(), AgentStatus::fromString))
                .cancellationStage(read(event.cancellationStage(), CancellationStage::fromString))
                .step(read(event.step(), Step::fromString))
                .stepState(read(event.stepState(), StepState::fromString))
                .reason(event.reason());
    }

    private static dev.sia.api.model.Actor actor(Actor actor) {
        return new dev.sia.api.model.Actor()
                .kind(ActorKind.valueOf(actor.kind().name()))
                .id(actor.id())
                .name(actor.name());
    }

    private static <T> @Nullable T read(@Nullable String name, Function<String, T> reader) {
        return name == null ? null : reader.apply(name);
    }
}
