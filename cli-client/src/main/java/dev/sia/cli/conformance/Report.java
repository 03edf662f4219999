package dev.sia.cli.conformance;

import java.util.List;

/**
 * What came out for all rules that were tried.
 *
 * @param passed how many the agent kept to
 * @param failed how many it did not keep to
 * @param rules each of them
 */
record Report(long passed, long failed, List<Verdict> rules) {
    static Report of(List<Verdict> verdicts) {
        long passed = verdicts.stream().filter(Verdict::passed).count();
        return new Report(passed, verdicts.size() - passed, List.copyOf(verdicts));
    }
}
