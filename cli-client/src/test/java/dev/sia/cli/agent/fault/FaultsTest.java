package dev.sia.cli.agent.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.cli.agent.fault.Faults.StreamDrop.AfterFrames;
import dev.sia.cli.agent.fault.Faults.StreamDrop.AfterTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsTest {
    private final List<String> mistakes = new ArrayList<>();

    private Faults parse(String... words) {
        return Faults.parse(List.of(words), mistakes::add);
    }

    @Test
    void readsAllThatThereAre() {
        Faults faults = parse("drop-stream-after=20", "dup-log", "gap-log", "late-ack=1m", "ignore-cancel");
        assertThat(mistakes).isEmpty();
        assertThat(faults.drop()).contains(new AfterFrames(20));
        assertThat(faults.duplicateLog()).isTrue();
        assertThat(faults.gapLog()).isTrue();
        assertThat(faults.lateAck()).contains(Duration.ofMinutes(1));
        assertThat(faults.ignoreCancel()).isTrue();
        assertThat(faults).hasToString("drop-stream-after=20, dup-log, gap-log, late-ack=60s, ignore-cancel");
    }

    @Test
    void readsTimesAndDefaults() {
        Faults faults = parse("drop-stream-after=5s", "late-ack");
        assertThat(faults.drop()).contains(new AfterTime(Duration.ofSeconds(5)));
        assertThat(faults.lateAck()).contains(Duration.ofSeconds(5));
        assertThat(faults.ignoreCancel()).isFalse();
        assertThat(faults).hasToString("drop-stream-after=5s, late-ack=5s");
    }

    @Test
    void nothingIsWrongUnlessSaid() {
        assertThat(parse()).isEqualTo(Faults.NONE);
        assertThat(Faults.NONE.any()).isFalse();
        assertThat(parse("dup-log").any()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"=", "", "4", "0", "-20", "20frames", "1000001", "0s", "2h", "1.5s"})
    void refusesStreamsThatBreakAtNoSensibleTime(String value) {
        parse("drop-stream-after=" + value);
        assertThat(mistakes)
                .containsExactly("drop-stream-after needs a number of frames from 5 to 1000000, such as"
                        + " drop-stream-after=20, or a time from 1s to 1h, such as drop-stream-after=5s");
    }

    @ParameterizedTest
    @CsvSource({
        "drop-stream-after, drop-stream-after needs a number",
        "dup-log=3, dup-log takes no value",
        "gap-log=, gap-log takes no value",
        "ignore-cancel=true, ignore-cancel takes no value",
        "late-ack=soon, late-ack takes a time from 1s to 1h",
        "late-ack=0s, late-ack takes a time from 1s to 1h",
        "DUP-LOG, there is no fault 'DUP-LOG'; there are drop-stream-after",
        "'', there is no fault ''"
    })
    void refusesWhatItDoesNotKnow(String word, String sentence) {
        parse(word);
        assertThat(mistakes).singleElement().asString().startsWith(sentence);
    }

    @Test
    void namesEveryMistake() {
        parse("explode", "dup-log", "dup-log", "late-ack=x");
        assertThat(mistakes)
                .satisfiesExactly(
                        unknown -> assertThat(unknown)
                                .contains("'explode'")
                                .contains("dup-log", "gap-log", "late-ack", "ignore-cancel"),
                        twice -> assertThat(twice).isEqualTo("dup-log is there twice"),
                        late -> assertThat(late).startsWith("late-ack takes"));
    }
}
