package dev.sia.contracts.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanaryTest {
    private static final String SECRET = "sia_ag_0123456789abcdefghijklmnopqrstuvwxyz-_";

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ab", "user:", "Bearer "})
    void isFoundPlainAndEncodedWhateverStandsAroundIt(String before) {
        Canary canary = Canary.of("a credential", SECRET);
        for (String after : new String[] {"", "!", "!!"}) {
            byte[] bytes = (before + SECRET + after).getBytes(StandardCharsets.UTF_8);
            assertThat(canary.isIn("log: " + before + SECRET + after)).isTrue();
            assertThat(canary.isIn(Base64.getEncoder().encodeToString(bytes))).isTrue();
            assertThat(canary.isIn(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)))
                    .isTrue();
            assertThat(canary.isIn(HexFormat.of().formatHex(bytes))).isTrue();
        }
        assertThat(canary.isIn("sia_ag_ and nothing else 0123456789abcdefghijklmnopqrstuvwxyz"))
                .isFalse();
    }
}
