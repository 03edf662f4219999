package dev.sia.sdk;

import dev.sia.api.client.ApiException;
import dev.sia.sdk.error.SiaError;
import dev.sia.sdk.error.SiaException;
import dev.sia.sdk.error.SiaRateLimitedException;
import dev.sia.sdk.error.SiaUnavailableException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes calls of the generated client: again where that is safe, and with typed errors. */
final class Calls {
    private final RetryPolicy policy;
    private final Problems problems;
    private final Clock clock;

    Calls(RetryPolicy policy, Problems problems, Clock clock) {
        this.policy = policy;
        this.problems = problems;
        this.clock = clock;
    }

    /** A call of the generated client. */
    @FunctionalInterface
    interface Call<T> {
        @Nullable
        T run() throws ApiException;
    }

    /** Makes a call that may be made twice: a read, or a write that the server does once. */
    <T> T repeatable(Call<T> call) {
        return call(call, true);
    }

    /** Makes a call again only when the server cannot have seen it, or has refused it for its rate. */
    <T> T once(Call<T> call) {
        return call(call, false);
    }

    private <T> T call(Call<T> call, boolean repeatable) {
        for (int failures = 1; ; failures++) {
            try {
                T answer = call.run();
                if (answer == null) {
                    throw problems.unreadable(null);
                }
                return answer;
            } catch (ApiException e) {
                Optional<Duration> asked = retryAfter(e);
                SiaException failure = problems.toException(e, asked.orElse(null));
                Optional<Duration> wait =
                        mayRepeat(failure, e, repeatable) ? policy.waitAfter(failures, asked) : Optional.empty();
                if (wait.isEmpty()) {
                    throw failure;
                }
                sleep(wait.get());
            }
        }
    }

    private static boolean mayRepeat(SiaException failure, ApiException e, boolean repeatable) {
        if (failure instanceof SiaRateLimitedException) {
            return true;
        }
        if (!(failure instanceof SiaUnavailableException)) {
            return false;
        }
        Throwable cause = e.getCause();
        return repeatable || cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
    }

    private Optional<Duration> retryAfter(ApiException e) {
        if (e.getResponseHeaders() == null) {
            return Optional.empty();
        }
        return e.getResponseHeaders().firstValue("Retry-After").flatMap(this::parse);
    }

    private Optional<Duration> parse(String text) {
        try {
            return Optional.of(Duration.ofSeconds(Math.max(0, Long.parseLong(text.strip()))));
        } catch (NumberFormatException notSeconds) {
            return parseDate(text);
        }
    }

    private Optional<Duration> parseDate(String text) {
        try {
            Instant then = ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(clock.instant(), then);
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeParseException neither) {
            return Optional.empty();
        }
    }

    private static void sleep(Duration wait) {
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SiaException(SiaError.of(0, "interrupted", "The request was interrupted."), e);
        }
    }
}
