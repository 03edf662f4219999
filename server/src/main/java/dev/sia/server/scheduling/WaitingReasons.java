package dev.sia.server.scheduling;

import dev.sia.server.queue.QueueName;
import dev.sia.server.scheduling.SchedulingReason.AgentsBusy;
import dev.sia.server.scheduling.SchedulingReason.AgentsDraining;
import dev.sia.server.scheduling.SchedulingReason.AgentsResting;
import dev.sia.server.scheduling.SchedulingReason.ConcurrencyLimit;
import dev.sia.server.scheduling.SchedulingReason.JobsAhead;
import dev.sia.server.scheduling.SchedulingReason.NoAgentOnline;
import dev.sia.server.scheduling.SchedulingReason.NoAgentWithLabels;
import dev.sia.server.scheduling.SchedulingReason.QueuePaused;
import dev.sia.server.scheduling.SchedulingReason.ReworkFirst;
import dev.sia.server.scheduling.SchedulingReason.WaitingForTemporal;
import dev.sia.server.scheduling.WaitingFacts.Fleet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a job waits for, given the facts: a pure function. */
final class WaitingReasons {
    private WaitingReasons() {}

    /** Those that block first. */
    static List<SchedulingReason> of(WaitingFacts facts) {
        List<SchedulingReason> reasons = new ArrayList<>();
        facts.queue()
                .pause()
                .ifPresent(pause -> reasons.add(new QueuePaused(facts.queue().name(), pause)));
        if (!facts.job().workflowStarted()) {
            reasons.add(new WaitingForTemporal(facts.job().workflowError()));
        }
        Integer limit = facts.load().maxRunningJobs();
        if (limit != null && facts.load().running() >= limit) {
            reasons.add(new ConcurrencyLimit(limit, facts.load().running()));
        }
        agents(facts).ifPresent(reasons::add);
        if (reworkAhead(facts) > 0) {
            reasons.add(new ReworkFirst(reworkAhead(facts)));
        }
        if (facts.position().isEmpty() || facts.position().getAsInt() > 1) {
            reasons.add(new JobsAhead(facts.position(), facts.queue().queuedCount()));
        }
        return reasons;
    }

    private static Optional<SchedulingReason> agents(WaitingFacts facts) {
        Fleet fleet = facts.fleet();
        if (fleet.connected() == 0) {
            return Optional.of(new NoAgentOnline(fleet.agents()));
        }
        if (fleet.able() == 0) {
            return Optional.of(
                    new NoAgentWithLabels(facts.job().labels(), facts.labelsNobodyHas(), fleet.ableOffline()));
        }
        if (fleet.serving() == 0) {
            return Optional.of(new AgentsDraining(fleet.able()));
        }
        if (fleet.freeSlots() == 0) {
            return Optional.of(new AgentsBusy(fleet.serving(), fleet.slots()));
        }
        return fleet.readySlots() == 0 && fleet.restsUntil() != null
                ? Optional.of(new AgentsResting(fleet.restsUntil()))
                : Optional.empty();
    }

    /** Jobs in the rework queue that are given out before one in the backlog. */
    static int reworkAhead(WaitingFacts facts) {
        boolean served = facts.queue().name() == QueueName.BACKLOG
                && facts.rework().pause().isEmpty();
        return served ? facts.rework().queuedCount() : 0;
    }
}
