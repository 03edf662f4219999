package dev.sia.server.scheduling;

import dev.sia.server.job.Job;
import dev.sia.server.queue.QueueOverview;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides when a waiting job is given out.
 *
 * @param position its place in its queue; empty beyond what is counted
 * @param queue the queue that it waits in
 * @param rework the queue that is served first
 * @param labelsNobodyHas those of its labels that no connected agent has
 */
public record WaitingFacts(
        Job job,
        OptionalInt position,
        QueueOverview queue,
        QueueOverview rework,
        Fleet fleet,
        List<String> labelsNobodyHas,
        Load load) {
    /**
     * The organization's agents, seen from the job.
     *
     * @param able connected ones that have its labels
     * @param ableOffline those that have its labels and are away
     * @param serving able ones that take jobs
     * @param slots places on serving agents
     * @param freeSlots those that are free
     * @param readySlots free ones on agents that have not just declined a job
     * @param restsUntil when the first that has declined is asked again; null when none has
     */
    public record Fleet(
            int agents,
            int connected,
            int able,
            int ableOffline,
            int serving,
            int slots,
            int freeSlots,
            int readySlots,
            @Nullable Instant restsUntil) {}

    /** @param maxRunningJobs null for no limit */
    public record Load(@Nullable Integer maxRunningJobs, int running) {}

    /**
     * How long attempts took lately.
     *
     * @param medianSeconds null when there were none
     */
    public record RecentWork(int attempts, @Nullable Double medianSeconds) {}
}
