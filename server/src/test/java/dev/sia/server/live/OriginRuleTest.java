package dev.sia.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginRuleTest {
    private final OriginRule rule = new OriginRule(
            List.of("https://app.example.com", "http://plain.example.com:8080", "https://x.example.com:443"));

    @ParameterizedTest
    @CsvSource({
        // origin, TLS, host, accepted
        "https://app.example.com, true, sia.example.com, true",
        "https://app.example.com, false, sia.example.com, true",
        "https://app.example.com:443, true, sia.example.com, true",
        "https://x.example.com, true, sia.example.com, true",
        "HTTPS://APP.example.com, true, sia.example.com, true",
        "http://plain.example.com:8080, true, sia.example.com, true",
        // Another scheme, port, subdomain, domain, suffix, prefix.
        "http://app.example.com, true, sia.example.com, false",
        "https://plain.example.com:8080, true, sia.example.com, false",
        "http://plain.example.com, true, sia.example.com, false",
        "https://app.example.com:8443, true, sia.example.com, false",
        "https://evil.app.example.com, true, sia.example.com, false",
        "https://example.com, true, sia.example.com, false",
        "https://app.example.com.evil.example, true, sia.example.com, false",
        "https://evilapp.example.com, true, sia.example.com, false",
        "https://app.example.com., true, sia.example.com, false",
        // What is no origin.
        "null, true, sia.example.com, false",
        "'', true, sia.example.com, false",
        "*, true, sia.example.com, false",
        "'not an origin', true, sia.example.com, false",
        "https://app.example.com/, true, sia.example.com, false",
        "https://app.example.com/path, true, sia.example.com, false",
        "https://app.example.com?x, true, sia.example.com, false",
        "https://user@app.example.com, true, sia.example.com, false",
        "https://evil.example@app.example.com, true, sia.example.com, false",
        "'https://app.example.com, https://evil.example', true, sia.example.com, false",
        "'https://app.example.com https://evil.example', true, sia.example.com, false",
        "file://, true, sia.example.com, false",
        "wss://app.example.com, true, sia.example.com, false",
        // A name may be made to point here by whoever owns it: it is not the server's own by saying so.
        "https://sia.example.com, true, sia.example.com, false",
        "http://evil.example:8080, false, evil.example:8080, false",
        "http://127.0.0.1.evil.example:8080, false, 127.0.0.1.evil.example:8080, false",
        "http://localhost.evil.example, false, localhost.evil.example, false",
        // An address is itself.
        "http://localhost:8080, false, localhost:8080, true",
        "http://LOCALHOST:8080, false, localhost:8080, true",
        "http://127.0.0.1:8080, false, 127.0.0.1:8080, true",
        "http://[::1]:8080, false, [::1]:8080, true",
        "http://10.0.0.5, false, 10.0.0.5:80, true",
        "https://10.0.0.5, true, 10.0.0.5:443, true",
        "http://localhost:3000, false, localhost:8080, false",
        "http://127.0.0.1:8080, false, localhost:8080, false",
        "http://10.0.0.5, true, 10.0.0.5, false",
        "https://10.0.0.5, false, 10.0.0.5, false",
        "http://10.0.0.5, false, 10.0.0.6, false",
        "http://10.0.0.5, false, , false",
        "http://10.0.0.5, false, user@10.0.0.5, false"
    })
    void originIsOneOfThoseAllowedOrAnAddressOfTheServer(String origin, boolean secure, String host, boolean accepted) {
        assertThat(rule.accepts(List.of(origin), secure, host)).isEqualTo(accepted);
    }

    @Test
    void whoeverNamesNoOriginIsNoBrowser() {
        assertThat(rule.accepts(List.of(), true, "sia.example.com")).isTrue();
    }

    @Test
    void whoeverNamesTwoIsUpToSomething() {
        assertThat(rule.accepts(List.of("https://app.example.com", "https://app.example.com"), true, "sia.example.com"))
                .isFalse();
    }

    @Test
    void nothingButOriginsIsAllowedByASetting() {
        OriginRule odd = new OriginRule(List.of("null", "*", "app.example.com"));
        assertThat(List.of("null", "*", "app.example.com", "https://app.example.com"))
                .noneMatch(origin -> odd.accepts(List.of(origin), true, "sia.example.com"));
    }
}
