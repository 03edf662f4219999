package dev.sia.server.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sia.server.job.Failure;
import dev.sia.server.job.FailureClass;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConclusionTest {
    private static final Set<FailureClass> WORTH_ANOTHER_TRY = Set.of(FailureClass.AGENT, FailureClass.AGENT_LOST);

    @Test
    void successGoesToReview() {
        assertThat(Conclusion.of(AttemptStatus.SUCCEEDED, null, 3, false)).isEqualTo(new Conclusion.Review());
    }

    @ParameterizedTest
    @EnumSource(FailureClass.class)
    void onlyInfrastructureFailuresAreTriedAgainAndNotForEver(FailureClass failureClass) {
        Failure failure = new Failure(failureClass, null, "why");
        for (AttemptStatus status : Set.of(AttemptStatus.FAILED, AttemptStatus.LOST)) {
            for (int number = 1; number <= 4; number++) {
                Conclusion expected = WORTH_ANOTHER_TRY.contains(failureClass) && number < 3
                        ? new Conclusion.Requeue("why")
                        : new Conclusion.Fail(failure);
                assertThat(Conclusion.of(status, failure, number, false)).isEqualTo(expected);
            }
        }
    }

    @Test
    void agentThatStopsUnaskedIsAFailureOfTheAgent() {
        assertThat(Conclusion.of(AttemptStatus.CANCELLED, null, 1, false)).isInstanceOf(Conclusion.Requeue.class);
        assertThat(Conclusion.of(AttemptStatus.CANCELLED, null, 3, false))
                .isInstanceOfSatisfying(
                        Conclusion.Fail.class,
                        fail -> assertThat(fail.failure().failureClass()).isEqualTo(FailureClass.AGENT));
    }

    @ParameterizedTest
    @EnumSource(
            value = AttemptStatus.class,
            names = {"SUCCEEDED", "FAILED", "CANCELLED", "LOST"})
    void cancellationWinsAndIsConfirmedUnlessTheAgentWasLost(AttemptStatus status) {
        assertThat(Conclusion.of(status, new Failure(FailureClass.TOOL, null, "x"), 1, true))
                .isEqualTo(new Conclusion.Cancel(status != AttemptStatus.LOST));
    }

    @ParameterizedTest
    @EnumSource(
            value = AttemptStatus.class,
            names = {"OFFERED", "RUNNING"})
    void liveAttemptHasNoConclusion(AttemptStatus status) {
        assertThatThrownBy(() -> Conclusion.of(status, null, 1, false)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void failureWithoutAReasonIsTheAgents() {
        assertThat(Conclusion.of(AttemptStatus.FAILED, null, 1, false)).isInstanceOf(Conclusion.Requeue.class);
    }
}
