package dev.sia.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Handler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressesTest {
    private static final Handler NONE = new Handler.Wrapper();
    private final ClientAddresses addresses =
            new ClientAddresses(List.of(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("fd00::/8")), NONE);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            192.0.2.7   | 198.51.100.1                      | 192.0.2.7
            10.1.2.3    | 198.51.100.1                      | 198.51.100.1
            10.1.2.3    | 203.0.113.9, 198.51.100.1         | 198.51.100.1
            10.1.2.3    | 203.0.113.9, 198.51.100.1, 10.9.9.9 | 198.51.100.1
            10.1.2.3    | 198.51.100.1:4711                 | 198.51.100.1
            10.1.2.3    | 203.0.113.9, unknown              | 10.1.2.3
            10.1.2.3    | 203.0.113.9, unknown, 10.9.9.9    | 10.9.9.9
            fd12::1     | 2001:db8::5                       | 2001:db8:0:0:0:0:0:5
            fd12::1     | [2001:db8::5]:80                  | 2001:db8:0:0:0:0:0:5
            10.1.2.3    | 10.0.0.4                          | 10.0.0.4
            """)
    void believesOnlyWhatTrustedProxiesHaveWritten(String peer, String forwarded, String client) {
        assertThat(addresses.of(peer, HttpFields.build().add("X-Forwarded-For", forwarded)))
                .isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            192.0.2.7 | for=198.51.100.1                               | 192.0.2.7
            10.1.2.3  | for=203.0.113.9, for=198.51.100.1;proto=https   | 198.51.100.1
            10.1.2.3  | proto=https;For="[2001:db8::5]:4711"            | 2001:db8:0:0:0:0:0:5
            10.1.2.3  | for=203.0.113.9, for=_hidden                    | 10.1.2.3
            10.1.2.3  | by=198.51.100.1                                 | 10.1.2.3
            """)
    void readsTheStandardHeaderToo(String peer, String forwarded, String client) {
        assertThat(addresses.of(peer, HttpFields.build().add("Forwarded", forwarded)))
                .isEqualTo(client);
    }

    @Test
    void twoHeadersThatDisagreeSayNothing() {
        HttpFields headers =
                HttpFields.build().add("Forwarded", "for=203.0.113.9").add("X-Forwarded-For", "198.51.100.1");
        assertThat(addresses.of("10.1.2.3", headers)).isEqualTo("10.1.2.3");
    }

    @Test
    void withoutTrustedProxiesNoHeaderCounts() {
        assertThat(new ClientAddresses(List.of(), NONE)
                        .of("127.0.0.1", HttpFields.build().add("X-Forwarded-For", "198.51.100.1")))
                .isEqualTo("127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "proxy", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "10.0.0.x", "::/129", "10.0.0.0/8/8"})
    void refusesWhatIsNoRange(String text) {
        assertThatThrownBy(() -> AddressRange.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must be addresses or ranges");
    }
}
