package dev.sia.server.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sia.server.job.Failure;
import dev.sia.server.job.FailureClass;
import dev.sia.server.job.RetryPolicy;
import dev.sia.server.job.Step;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConclusionTest {
    private static final Set<FailureClass> AGENTS_FAULT =
            Set.of(FailureClass.AGENT, FailureClass.AGENT_LOST, FailureClass.STUCK);

    private static Tries usual(int made) {
        return new Tries(made, RetryPolicy.DEFAULT, false);
    }

    @Test
    void successGoesToReview() {
        assertThat(Conclusion.of(AttemptStatus.SUCCEEDED, null, new Tries(3, RetryPolicy.DEFAULT, true), false))
                .isEqualTo(new Conclusion.Review());
    }

    @ParameterizedTest
    @EnumSource(FailureClass.class)
    void whatThePolicyNamesIsTriedAgainAndNotForEver(FailureClass failureClass) {
        Failure failure = new Failure(failureClass, null, "why");
        for (AttemptStatus status : Set.of(AttemptStatus.FAILED, AttemptStatus.LOST)) {
            for (FailureClass named : FailureClass.values()) {
                for (int made = 1; made <= 6; made++) {
                    Conclusion expected = named == failureClass && made < 5
                            ? new Conclusion.Requeue("why", AGENTS_FAULT.contains(failureClass))
                            : new Conclusion.Fail(failure);
                    Tries tries = new Tries(made, new RetryPolicy(5, List.of(named)), false);
                    assertThat(Conclusion.of(status, failure, tries, false)).isEqualTo(expected);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(FailureClass.class)
    void withoutAWordOnlyWhatLiesWithTheAgentIsTriedAgainTwice(FailureClass failureClass) {
        Failure failure = new Failure(failureClass, null, "why");
        boolean worthwhile = failureClass == FailureClass.AGENT || failureClass == FailureClass.AGENT_LOST;
        for (int made = 1; made <= 4; made++) {
            assertThat(Conclusion.of(AttemptStatus.FAILED, failure, usual(made), false))
                    .isInstanceOf(worthwhile && made < 3 ? Conclusion.Requeue.class : Conclusion.Fail.class);
        }
    }

    @Test
    void whenTheJobsTimeIsUpThatIsTheFailure() {
        Failure failure = new Failure(FailureClass.AGENT, Step.VERIFY, "The disk is full.");
        Tries late = new Tries(1, RetryPolicy.DEFAULT, true);

        assertThat(Conclusion.of(AttemptStatus.FAILED, failure, late, false))
                .isEqualTo(new Conclusion.Fail(new Failure(
                        FailureClass.TIMEOUT,
                        Step.VERIFY,
                        "The job's time is up, so it is not tried again after this: The disk is full.")));
        Failure real = new Failure(FailureClass.TOOL, Step.GENERATE, "Exit code 1.");
        assertThat(Conclusion.of(AttemptStatus.FAILED, real, late, false)).isEqualTo(new Conclusion.Fail(real));
    }

    @Test
    void agentThatStopsUnaskedIsAFailureOfTheAgent() {
        assertThat(Conclusion.of(AttemptStatus.CANCELLED, null, usual(1), false))
                .isEqualTo(new Conclusion.Requeue("The agent stopped the attempt.", true));
        assertThat(Conclusion.of(AttemptStatus.CANCELLED, null, usual(3), false))
                .isInstanceOfSatisfying(
                        Conclusion.Fail.class,
                        fail -> assertThat(fail.failure().failureClass()).isEqualTo(FailureClass.AGENT));
    }

    @ParameterizedTest
    @EnumSource(
            value = AttemptStatus.class,
            names = {"SUCCEEDED", "FAILED", "CANCELLED", "LOST"})
    void cancellationWinsAndIsConfirmedUnlessTheAgentWasLost(AttemptStatus status) {
        assertThat(Conclusion.of(status, new Failure(FailureClass.TOOL, null, "x"), usual(1), true))
                .isEqualTo(new Conclusion.Cancel(status != AttemptStatus.LOST));
    }

    @ParameterizedTest
    @EnumSource(
            value = AttemptStatus.class,
            names = {"OFFERED", "RUNNING"})
    void liveAttemptHasNoConclusion(AttemptStatus status) {
        assertThatThrownBy(() -> Conclusion.of(status, null, usual(1), false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void failureWithoutAReasonIsTheAgents() {
        assertThat(Conclusion.of(AttemptStatus.FAILED, null, usual(1), false)).isInstanceOf(Conclusion.Requeue.class);
    }
}
