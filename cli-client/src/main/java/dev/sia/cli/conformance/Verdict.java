package dev.sia.cli.conformance;

import dev.sia.cli.conformance.rule.Rule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether an agent kept to a rule.
 *
 * @param rule id of the rule
 * @param statement what the agent has to do
 * @param verdict {@code pass} or {@code fail}
 * @param reason with {@code fail}: what went wrong
 * @param frame with {@code fail}: what the agent did there, or last
 * @param agentOutput with {@code fail}: the end of what the agent printed
 * @param seconds how long it took
 */
record Verdict(
        String rule,
        String statement,
        String verdict,
        @Nullable String reason,
        @Nullable String frame,
        @Nullable List<String> agentOutput,
        double seconds) {
    static Verdict pass(Rule rule, double seconds) {
        return new Verdict(rule.id(), rule.statement(), "pass", null, null, null, seconds);
    }

    static Verdict fail(Rule rule, String reason, @Nullable String frame, List<String> agentOutput, double seconds) {
        return new Verdict(rule.id(), rule.statement(), "fail", reason, frame, agentOutput, seconds);
    }

    boolean passed() {
        return verdict.equals("pass");
    }
}
