package dev.sia.server.scheduling;

import dev.sia.server.scheduling.JobScheduling.Estimate;
import dev.sia.server.scheduling.WaitingFacts.RecentWork;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** When a waiting job may start, where past work and present places allow a figure: a pure function. */
final class StartEstimate {
    private static final int FEWEST_ATTEMPTS = 5;
    private static final double MILLIS = 1_000;

    private StartEstimate() {}

    /** Empty when something blocks the job, its place is not known, or too little work ended lately to tell. */
    static Optional<Estimate> of(WaitingFacts facts, List<SchedulingReason> reasons, RecentWork recent, Instant now) {
        Double median = recent.medianSeconds();
        int places = places(facts, facts.fleet().slots(), 0);
        if (median == null
                || recent.attempts() < FEWEST_ATTEMPTS
                || places == 0
                || facts.position().isEmpty()
                || reasons.stream().anyMatch(SchedulingReason::blocks)) {
            return Optional.empty();
        }
        int free = places(facts, facts.fleet().freeSlots(), facts.load().running());
        int before = facts.position().getAsInt() - 1 + WaitingReasons.reworkAhead(facts);
        int ends = Math.max(0, before + 1 - free);
        Instant at = now.plusMillis(Math.round(ends * median * MILLIS / places));
        String basis =
                "%d attempts that ended in the last 24 hours took %d s (median). Agents that could take it have %d places, %d free; %d jobs are before it."
                        .formatted(recent.attempts(), Math.round(median), places, free, before);
        return Optional.of(new Estimate(at, basis));
    }

    /** As many as the organization's limit leaves. */
    private static int places(WaitingFacts facts, int places, int running) {
        Integer limit = facts.load().maxRunningJobs();
        return limit == null ? places : Math.min(places, Math.max(0, limit - running));
    }
}
