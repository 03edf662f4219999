package dev.sia.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginRuleTest {
    private final OriginRule rule = new OriginRule(List.of("https://app.example.com"));

    @ParameterizedTest
    @CsvSource({
        "https://app.example.com, sia.example.com, true",
        "HTTPS://APP.example.com, sia.example.com, true",
        "http://app.example.com, sia.example.com, false",
        "https://app.example.com:8443, sia.example.com, false",
        "https://sia.example.com, sia.example.com, true",
        "https://sia.example.com, sia.example.com:443, true",
        "http://sia.example.com, sia.example.com:80, true",
        "http://localhost:8080, localhost:8080, true",
        "http://localhost:3000, localhost:8080, false",
        "https://evil.example, sia.example.com, false",
        "https://sia.example.com.evil.example, sia.example.com, false",
        "null, sia.example.com, false",
        "'not an origin', sia.example.com, false",
        "'', sia.example.com, false"
    })
    void originIsOneOfThoseAllowedOrTheServersOwn(String origin, String host, boolean accepted) {
        assertThat(rule.accepts(origin, host)).isEqualTo(accepted);
    }

    @Test
    void whoeverNamesNoOriginIsNoBrowser() {
        assertThat(rule.accepts(null, "sia.example.com")).isTrue();
    }
}
