package dev.sia.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Terminal COLOUR = new Terminal(true, true, 80);
    private static final Terminal PLAIN = new Terminal(true, false, 80);

    @ParameterizedTest
    @CsvSource({
        "PT0.45S, 0.4 s",
        "PT9.99S, 9.9 s",
        "PT12S, 12 s",
        "PT3M5S, 3 min 5 s",
        "PT2H, 2 h",
        "PT2H10M, 2 h 10 min",
        "P4DT3H, 4 d 3 h"
    })
    void saysHowLong(Duration duration, String text) {
        assertThat(Times.length(duration)).isEqualTo(text);
    }

    @Test
    void saysWhenRelativelyOnATerminalOnly() {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        assertThat(new Times(clock, PLAIN).when(NOW.minusSeconds(125))).isEqualTo("2 min 5 s ago");
        assertThat(new Times(clock, PLAIN).when(NOW.plusSeconds(3600))).isEqualTo("in 1 h");
        assertThat(new Times(clock, PLAIN).when(NOW)).isEqualTo("now");
        assertThat(new Times(clock, Terminal.NONE).when(NOW.plusMillis(5))).isEqualTo("2026-11-23T12:00:00Z");
        assertThat(new Times(clock, PLAIN).when(null)).isEmpty();
    }

    @Test
    void letsLogLinesColourATerminalButNotSteerIt() {
        String hostile =
                "a\u001b[31mred\u001b[2J\u001b]0;title\u0007\u001b]52;c;eA==\u001b\\b\rc\td\u001b(0e\u0085\u001b";
        assertThat(PlainText.logLine(hostile, COLOUR)).isEqualTo("a\u001b[31mredbc\tde\u001b[0m");
        assertThat(PlainText.logLine(hostile, PLAIN)).isEqualTo("aredbc\tde");
        assertThat(PlainText.logLine(hostile, Terminal.NONE)).isEqualTo(hostile);
    }

    @Test
    void makesOneLineOfAnything() {
        assertThat(PlainText.oneLine(" a\r\nb\u001b[1mc\u0000 ")).isEqualTo("a bc");
    }
}
