package dev.sia.server.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table itself; that the services take every way in it is shown by {@code CoreInvariantsTest}. */
class JobTransitionsTest {
    @ParameterizedTest
    @MethodSource("everyPair")
    void pairIsInTheTableOrRefusedNamingTheStatus(JobStatus from, JobAction action) {
        JobStatus to = JobTransitions.TABLE.get(new JobTransitions.Step(from, action));
        if (to != null) {
            assertThat(JobTransitions.next(from, action)).isEqualTo(to).isNotEqualTo(from);
            return;
        }
        assertThatThrownBy(() -> JobTransitions.next(from, action))
                .asInstanceOf(type(DomainException.class))
                .satisfies(refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
                    assertThat(refused.currentStatus()).contains(from.name().toLowerCase(Locale.ROOT));
                });
    }

    static Stream<Arguments> everyPair() {
        return Stream.of(JobStatus.values())
                .flatMap(from -> Stream.of(JobAction.values()).map(action -> Arguments.of(from, action)));
    }
}
