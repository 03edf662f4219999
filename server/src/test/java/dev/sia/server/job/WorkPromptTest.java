package dev.sia.server.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sia.server.event.Actor;
import dev.sia.server.organization.OrganizationId;
import dev.sia.server.queue.QueueName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an attempt is told: the composed prompt, and how long it may take. */
class WorkPromptTest {
    private static final Instant NOW = Instant.parse("2026-11-23T09:30:00Z");
    private static final Publication PUBLISHED = new Publication("sia/x", "abc", null, 1, 2, 3);

    @Test
    void withoutAReviewItIsThePromptAsGiven() {
        assertThat(WorkPrompt.of(job("Do it.\n", null, null), Review.NONE)).isEqualTo("Do it.\n");
    }

    @Test
    void reviewCommentsFollowThePromptNumberedAndWithTheirPlaces() {
        Review review = new Review(List.of(
                new ReviewComment("src/a.py", 12, "Keep the old default.\nIt is documented."),
                new ReviewComment("src/b.py", null, "Not needed."),
                new ReviewComment(null, null, " Add a test. ")));

        assertThat(WorkPrompt.of(job("Do it.\n", PUBLISHED, null), review)).isEqualTo("""
                Do it.

                The work so far is on this branch, sia/x. Go on from there. A reviewer has asked for these changes:

                1. src/a.py, line 12: Keep the old default.
                   It is documented.

                2. src/b.py: Not needed.

                3. Add a test.
                """);
    }

    @Test
    void onlyAPublishedWorkBranchIsGoneOnFrom() {
        Publication elsewhere = new Publication("other", "abc", null, 1, 2, 3);

        assertThat(WorkPrompt.continuesWorkBranch(job("p", PUBLISHED, null))).isTrue();
        assertThat(WorkPrompt.continuesWorkBranch(job("p", elsewhere, null))).isFalse();
        assertThat(WorkPrompt.continuesWorkBranch(job("p", null, null))).isFalse();
        assertThat(WorkPrompt.of(job("p", null, null), new Review(List.of(new ReviewComment(null, null, "No.")))))
                .isEqualTo("p\n\nA reviewer has asked for these changes:\n\n1. No.\n");
    }

    @Test
    void anAttemptHasItsOwnTimeOrWhatIsLeftOfTheJobs() {
        Optional<Instant> hourAgo = Optional.of(NOW.minusSeconds(3600));

        assertThat(JobTime.forAttempt(job("p", null, null), hourAgo, NOW)).isEqualTo(Duration.ofSeconds(600));
        assertThat(JobTime.forAttempt(job("p", null, 3700), hourAgo, NOW)).isEqualTo(Duration.ofSeconds(100));
        assertThat(JobTime.forAttempt(job("p", null, 9000), hourAgo, NOW)).isEqualTo(Duration.ofSeconds(600));
        assertThat(JobTime.forAttempt(job("p", null, 60), Optional.empty(), NOW))
                .isEqualTo(Duration.ofSeconds(60));
        assertThat(JobTime.forAttempt(job("p", null, 60), hourAgo, NOW)).isEqualTo(Duration.ofSeconds(1));
    }

    private static Job job(String prompt, @Nullable Publication publication, @Nullable Integer jobTimeoutSeconds) {
        UUID id = new UUID(0, 1);
        return new Job(
                new JobId(id),
                1,
                new OrganizationId(id),
                "title",
                prompt,
                "/srv/a.git",
                "main",
                "sia/x",
                List.of("prepare", "generate"),
                List.of(),
                (short) 1,
                QueueName.REWORK,
                JobStatus.QUEUED,
                null,
                600,
                null,
                jobTimeoutSeconds,
                3,
                List.of("agent"),
                1,
                1,
                null,
                publication,
                null,
                true,
                null,
                Actor.SYSTEM,
                NOW,
                NOW,
                null,
                null);
    }
}
