package dev.sia.cli.job;

import dev.sia.api.model.FailureClass;
import dev.sia.api.model.JobRetry;
import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How long a job may take, and how often it is tried. */
final class LimitOptions {
    @Option(
            names = "--attempt-timeout",
            paramLabel = "DURATION",
            description = "Longest time for one attempt, such as 30m. Default: the server's.")
    private @Nullable Duration attemptTimeout;

    @Option(
            names = "--step-timeout",
            paramLabel = "DURATION",
            description = "Longest time for one step of an attempt. Default: none but the attempt's.")
    private @Nullable Duration stepTimeout;

    @Option(
            names = "--job-timeout",
            paramLabel = "DURATION",
            description = "Longest time from the first start until review, over all attempts. Default: none.")
    private @Nullable Duration jobTimeout;

    @Option(names = "--max-attempts", paramLabel = "N", description = "Attempts in all, 1 to 10. Default: 3.")
    private @Nullable Integer maxAttempts;

    @Option(
            names = "--retry-on",
            paramLabel = "FAILURE",
            split = ",",
            converter = FailureText.class,
            description =
                    "Failures after which it is tried again: repository, tool, verification, publication, timeout,"
                            + " agent, agent_lost, stuck. May be repeated. Default: agent, agent_lost.")
    private List<FailureClass> retryOn = new ArrayList<>();

    @Nullable
    Integer attemptTimeoutSeconds() {
        return seconds("--attempt-timeout", attemptTimeout);
    }

    @Nullable
    Integer stepTimeoutSeconds() {
        return seconds("--step-timeout", stepTimeout);
    }

    @Nullable
    Integer jobTimeoutSeconds() {
        return seconds("--job-timeout", jobTimeout);
    }

    /** The retry policy as far as it was given; null when nothing was. */
    @Nullable
    JobRetry retry() {
        if (maxAttempts == null && retryOn.isEmpty()) {
            return null;
        }
        JobRetry retry = new JobRetry().maxAttempts(maxAttempts);
        return retryOn.isEmpty() ? retry : retry.failures(retryOn);
    }

    private static @Nullable Integer seconds(String option, @Nullable Duration time) {
        if (time == null) {
            return null;
        }
        if (time.toSeconds() > Integer.MAX_VALUE) {
            throw new CliException(ExitCode.USAGE, option + " is too long");
        }
        return (int) time.toSeconds();
    }
}
