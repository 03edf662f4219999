package dev.sia.server.rest.json;

import dev.sia.api.model.JobScheduling;
import dev.sia.api.model.SchedulingReason;
import dev.sia.api.model.SchedulingReasonCode;
import dev.sia.api.model.SchedulingState;
import dev.sia.api.model.StartEstimate;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Why jobs wait. */
public final class SchedulingJson {
    private SchedulingJson() {}

    public static JobScheduling of(dev.sia.server.scheduling.JobScheduling scheduling) {
        return new JobScheduling()
                .state(SchedulingState.valueOf(scheduling.state().name()))
                .position(present(scheduling.position()))
                .reasons(scheduling.reasons().stream().map(SchedulingJson::of).toList())
                .estimatedStart(scheduling
                        .estimatedStart()
                        .map(estimate -> new StartEstimate().at(estimate.at()).basis(estimate.basis()))
                        .orElse(null));
    }

    public static SchedulingReason of(dev.sia.server.scheduling.SchedulingReason reason) {
        SchedulingReason answer = new SchedulingReason().message(reason.message());
        return switch (reason) {
            case dev.sia.server.scheduling.SchedulingReason.QueuePaused(var queue, var pause) ->
                answer.code(SchedulingReasonCode.QUEUE_PAUSED)
                        .queue(JobJson.queue(queue))
                        .pause(QueueJson.pause(pause));
            case dev.sia.server.scheduling.SchedulingReason.WaitingForTemporal(var lastError) ->
                answer.code(SchedulingReasonCode.WAITING_FOR_TEMPORAL).lastError(lastError);
            case dev.sia.server.scheduling.SchedulingReason.ConcurrencyLimit(int limit, int running) ->
                answer.code(SchedulingReasonCode.CONCURRENCY_LIMIT).limit(limit).runningCount(running);
            case dev.sia.server.scheduling.SchedulingReason.NoAgentOnline(int agents) ->
                answer.code(SchedulingReasonCode.NO_AGENT_ONLINE).agentCount(agents);
            case dev.sia.server.scheduling.SchedulingReason.NoAgentWithLabels(
                    List<String> labels,
                    List<String> missing,
                    int offline) ->
                answer.code(SchedulingReasonCode.NO_AGENT_WITH_LABELS)
                        .labels(labels)
                        .missingLabels(missing)
                        .offlineAgentCount(offline);
            case dev.sia.server.scheduling.SchedulingReason.AgentsDraining(int agents) ->
                answer.code(SchedulingReasonCode.AGENTS_DRAINING).agentCount(agents);
            case dev.sia.server.scheduling.SchedulingReason.AgentsBusy(int agents, int slots) ->
                answer.code(SchedulingReasonCode.AGENTS_BUSY).agentCount(agents).slotCount(slots);
            case dev.sia.server.scheduling.SchedulingReason.AgentsResting(var until) ->
                answer.code(SchedulingReasonCode.AGENTS_RESTING).until(until);
            case dev.sia.server.scheduling.SchedulingReason.ReworkFirst(int waiting) ->
                answer.code(SchedulingReasonCode.REWORK_FIRST).waitingCount(waiting);
            case dev.sia.server.scheduling.SchedulingReason.JobsAhead(OptionalInt position, int waiting) ->
                answer.code(SchedulingReasonCode.JOBS_AHEAD)
                        .position(present(position))
                        .waitingCount(waiting);
        };
    }

    private static @Nullable Integer present(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }
}
