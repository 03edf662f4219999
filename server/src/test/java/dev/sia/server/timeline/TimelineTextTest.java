package dev.sia.server.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.server.event.Actor;
import dev.sia.server.event.EventType;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TimelineTextTest {
    /** @param state put wherever a type may look for it */
    private static TimelineEntry entry(EventType type, @Nullable String state, @Nullable String reason) {
        return new TimelineEntry(
                1,
                type,
                Instant.EPOCH,
                Actor.SYSTEM,
                2,
                UUID.randomUUID(),
                "box",
                "backlog",
                state,
                state,
                state,
                state,
                "generate",
                state,
                reason,
                null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "JOB_QUEUED | queued | | Queued in backlog.",
                "JOB_STATUS_CHANGED | in_review | | The job is in review now.",
                "JOB_STATUS_CHANGED | failed | It broke. | The job is failed now: It broke.",
                "JOB_CANCELLATION_CHANGED | requested | no need | Cancellation was asked for: no need.",
                "JOB_CANCELLATION_CHANGED | delivered | | The agent was told to stop.",
                "ATTEMPT_STATUS_CHANGED | offered | | Attempt 2 was offered to box.",
                "ATTEMPT_STATUS_CHANGED | lost | away | Attempt 2 was lost with box: away.",
                "ATTEMPT_WITHDRAWN | | no answer | The offer to box was withdrawn: no answer.",
                "ATTEMPT_STEP_CHANGED | succeeded | | Step generate of attempt 2 succeeded.",
                "AGENT_STATUS_CHANGED | offline | | Box is offline now.",
            })
    void saysItInOneSentence(EventType type, @Nullable String state, @Nullable String reason, String text) {
        assertThat(entry(type, state, reason).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void statesOfTomorrowAreSaidToo(EventType type) {
        assertThat(entry(type, "quite_new", null).text()).endsWith(".").doesNotContain("_", "null");
        assertThat(entry(type, null, null).text()).endsWith(".").doesNotContain("null");
    }

    @Test
    void anEntryNamesTheStateOfWhatItIsAbout() {
        assertThat(entry(EventType.JOB_QUEUED, "queued", null).state()).isNull();
        assertThat(entry(EventType.ATTEMPT_STEP_CHANGED, "failed", null).state())
                .isEqualTo("failed");
    }
}
