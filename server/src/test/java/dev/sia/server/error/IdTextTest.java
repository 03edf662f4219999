package dev.sia.server.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdTextTest {
    private static final String ID = "0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c";

    @Test
    void readsTheOneForm() {
        assertThat(IdText.parse(ID)).isEqualTo(UUID.fromString(ID));
        assertThat(IdText.parse(ID.toUpperCase(java.util.Locale.ROOT))).isEqualTo(UUID.fromString(ID));
    }

    /** The second one, which Java reads, was found by fuzzing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1-1-1-1-1",
                "0198f0c4-7d-7a52-9c3b-51e6fad82b3b3c",
                "0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3",
                "0198f0c47d1e7a529c3b5d8f6e1a2b3c",
                "{0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c}",
                ""
            })
    void refusesWhatOnlyLooksLikeIt(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> IdText.parse(text));
    }
}
