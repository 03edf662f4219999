package dev.sia.server.job;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Everything about a job that can be changed while it waits. */
record JobTerms(
        String title,
        String prompt,
        List<String> labels,
        short priority,
        int attemptTimeoutSeconds,
        @Nullable Integer stepTimeoutSeconds,
        @Nullable Integer jobTimeoutSeconds,
        int maxAttempts,
        List<FailureClass> retryOn) {

    static JobTerms of(Job job) {
        return new JobTerms(
                job.title(),
                job.prompt(),
                job.labels(),
                job.priority(),
                job.attemptTimeoutSeconds(),
                job.stepTimeoutSeconds(),
                job.jobTimeoutSeconds(),
                job.maxAttempts(),
                job.retryPolicy().on());
    }

    JobTerms with(UpdateJob wish) {
        JobPriority wished = wish.priority();
        return new JobTerms(
                wish.title() == null ? title : wish.title().strip(),
                orElse(wish.prompt(), prompt),
                wish.labels() == null ? labels : sorted(wish.labels()),
                wished == null ? priority : wished.stored(),
                orElse(wish.attemptTimeoutSeconds(), attemptTimeoutSeconds),
                noneForZero(wish.stepTimeoutSeconds(), stepTimeoutSeconds),
                noneForZero(wish.jobTimeoutSeconds(), jobTimeoutSeconds),
                orElse(wish.maxAttempts(), maxAttempts),
                wish.retryOn() == null ? retryOn : new RetryPolicy(1, wish.retryOn()).on());
    }

    /** Names of what is different, as people say them. */
    List<String> differencesTo(JobTerms other) {
        return Stream.of(
                        difference("title", title, other.title),
                        difference("prompt", prompt, other.prompt),
                        difference("labels", labels, other.labels),
                        difference("priority", priority, other.priority),
                        difference("attempt timeout", attemptTimeoutSeconds, other.attemptTimeoutSeconds),
                        difference("step timeout", stepTimeoutSeconds, other.stepTimeoutSeconds),
                        difference("job timeout", jobTimeoutSeconds, other.jobTimeoutSeconds),
                        difference("attempts", maxAttempts, other.maxAttempts),
                        difference("retried failures", retryOn, other.retryOn))
                .flatMap(name -> name)
                .toList();
    }

    static List<String> sorted(List<String> labels) {
        return labels.stream().distinct().sorted().toList();
    }

    private static Stream<String> difference(String name, @Nullable Object mine, @Nullable Object other) {
        return Objects.equals(mine, other) ? Stream.empty() : Stream.of(name);
    }

    private static <T> T orElse(@Nullable T wished, T present) {
        return wished == null ? present : wished;
    }

    private static @Nullable Integer noneForZero(@Nullable Integer wished, @Nullable Integer present) {
        if (wished == null) {
            return present;
        }
        return wished == 0 ? null : wished;
    }
}
