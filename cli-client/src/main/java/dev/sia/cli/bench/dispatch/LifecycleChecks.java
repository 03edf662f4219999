package dev.sia.cli.bench.dispatch;

/**
 * Whether everything went right, by what the server answers and by what the agents saw.
 *
 * @param lost jobs, of the warm-up too, that were accepted and are not in review
 * @param twice jobs that had more than one attempt, or came into review more than once
 * @param eventHoles numbers that are missing in the organization's events
 * @param repeatedOffers offers of an attempt that had been offered before, which agents are told to expect
 * @param refused requests that made no job
 * @param firstRefusal why the first of them did not; empty without any
 */
record LifecycleChecks(int lost, int twice, long eventHoles, int repeatedOffers, int refused, String firstRefusal) {
    /** What must never be. */
    int broken() {
        return lost + twice + (int) Math.min(eventHoles, 1_000_000);
    }
}
