package dev.sia.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasureOptionsTest {
    private static MeasureOptions parse(String... arguments) {
        return MeasureOptions.parse(List.of(arguments));
    }

    @Test
    void withoutOptionsEverythingIsMeasuredForPeople() {
        assertThat(parse()).isEqualTo(new MeasureOptions(false, false, true, true, Duration.ofSeconds(5)));
    }

    @Test
    void optionsSayWhatHowLongAndForWhom() {
        assertThat(parse("-o", "json", "--only", "temporal", "--for", "2s"))
                .isEqualTo(new MeasureOptions(false, true, false, true, Duration.ofSeconds(2)));
        assertThat(parse("--only", "database").temporal()).isFalse();
        assertThat(parse("-h").help()).isTrue();
    }

    @Test
    void mistakesNameTheOption() {
        assertThat(mistake("--speed")).contains("--speed");
        assertThat(mistake("--for")).contains("--for");
        assertThat(mistake("--for", "1h")).startsWith("--for: must be a time from");
        assertThat(mistake("--only", "disk")).isEqualTo("--only: must be database or temporal");
        assertThat(mistake("-o", "xml")).isEqualTo("-o: must be table or json");
    }

    @Test
    void helpNamesEveryOptionAndKey() {
        assertThat(MeasureOptions.HELP)
                .contains("-o table|json", "--only", "--for", "insertCommitsPerSecond", "emptyWorkflowsPerSecond");
        assertThat(MeasureOptions.HELP.lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThan(121));
    }

    private static String mistake(String... arguments) {
        ConfigException wrong = catchThrowableOfType(ConfigException.class, () -> parse(arguments));
        return wrong.mistakes().getFirst();
    }
}
