package dev.sia.server.rest.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sia.server.db.ExpectedVersion;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagsTest {
    @Test
    void whatIsSentComesBackAsTheVersion() {
        assertThat(EntityTags.expected(EntityTags.of(7)).allows(7)).isTrue();
        assertThat(EntityTags.expected(EntityTags.of(7)).allows(8)).isFalse();
    }

    @Test
    void oneOfSeveralIsEnoughAndTheStarTakesAll() {
        ExpectedVersion several = EntityTags.expected("\"3\", \"x\" ,\"5\"");

        assertThat(several).isEqualTo(EntityTags.expected("\"5\",\"3\""));
        assertThat(several.allows(5)).isTrue();
        assertThat(several.allows(4)).isFalse();
        assertThat(EntityTags.expected(" * ").allows(4)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"W/\"3\"", "\"03\"", "\"abc\"", "\"\"", "\"99999999999999999999\"", "\"-3\""})
    void weakTagsAndThoseOfOthersMatchNothing(String header) {
        assertThat(EntityTags.expected(header).allows(3)).isFalse();
    }

    @Test
    void withoutTheHeaderNothingIsChanged() {
        assertThatThrownBy(() -> EntityTags.expected(null))
                .isInstanceOfSatisfying(
                        DomainException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.PRECONDITION_REQUIRED));
    }

    @Test
    void aChangeOfWhatHasMovedOnIsRefusedWithItsVersion() {
        DomainException refused = catchThrowableOfType(
                DomainException.class, () -> EntityTags.expected("\"3\"").require(4, "This job"));

        assertThat(refused.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
        assertThat(refused.currentVersion()).contains(4L);
        assertThat(refused).hasMessageStartingWith("This job has changed");
    }
}
