package dev.sia.cli.agent.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ContactTest {
    private final AtomicLong now = new AtomicLong(5);
    private final Contact contact = new Contact(now::get);

    @Test
    void whatIsHeardInTimeKeepsItUp() {
        contact.begun(Duration.ofSeconds(10));
        for (int beat = 0; beat < 5; beat++) {
            pass(Duration.ofSeconds(9));
            assertThat(contact.lost()).isEmpty();
            assertThat(contact.heard()).isTrue();
        }
    }

    /** Frames that came while the agent stood still say nothing about the time since. */
    @Test
    void whatIsHeardAfterTheGraceIsTooLateUntilANewSession() {
        contact.begun(Duration.ofSeconds(10));
        pass(Duration.ofSeconds(10));
        assertThat(contact.lost()).contains(Duration.ofSeconds(10));
        assertThat(contact.heard()).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(contact.lost()).contains(Duration.ofSeconds(11));
        contact.begun(Duration.ofSeconds(20));
        assertThat(contact.lost()).isEmpty();
        assertThat(contact.left()).isEqualTo(Duration.ofSeconds(20));
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
