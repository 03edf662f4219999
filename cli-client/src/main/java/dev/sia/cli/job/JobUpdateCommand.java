package dev.sia.cli.job;

import dev.sia.api.model.Job;
import dev.sia.api.model.JobPriority;
import dev.sia.api.model.UpdateJobRequest;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import dev.sia.sdk.Jobs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sia job update}: changes a waiting job. */
@Command(
        name = "update",
        description = {
            "Change a job that waits in a queue. What is not named stays as it is.",
            "",
            "With another priority it goes to the end of the jobs of that priority. The exit code is 5 when the job does not"
                    + " wait any longer, or with --if-match when somebody else has changed it."
        },
        sortOptions = false)
public final class JobUpdateCommand extends ApiCommand {
    private static final int NONE = 0;

    @Parameters(paramLabel = "ID", description = "The job.")
    private UUID id;

    @Option(names = "--title", paramLabel = "TEXT", description = "One line for people.")
    private @Nullable String title;

    @ArgGroup
    private @Nullable PromptOptions prompt;

    @Option(
            names = "--label",
            paramLabel = "LABEL",
            description = "Label that the agent must have, in place of those that it has; may be repeated.")
    private List<String> labels = new ArrayList<>();

    @Option(names = "--no-labels", description = "No labels.")
    private boolean noLabels;

    @Option(
            names = "--priority",
            paramLabel = "PRIORITY",
            converter = PriorityText.class,
            description = "low, normal, high or urgent.")
    private @Nullable JobPriority priority;

    @Mixin
    private LimitOptions limits;

    @Option(names = "--no-step-timeout", description = "No limit for steps.")
    private boolean noStepTimeout;

    @Option(names = "--no-job-timeout", description = "No limit over all attempts.")
    private boolean noJobTimeout;

    @Option(
            names = "--if-match",
            paramLabel = "ETAG",
            description = "Only if this is still its etag, which 'sia job get -o json' shows; quotes may be left out."
                    + " Default: whatever it has become.")
    private @Nullable String etag;

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public JobUpdateCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) throws IOException {
        Job job = session.jobs().update(id, request(), etag == null ? Jobs.ANY_ETAG : quoted(etag));
        session.output().result(job, JobText.details(job, session.output().times()));
        return ExitCode.OK;
    }

    /** Shells take the quotes off. */
    private static String quoted(String etag) {
        return etag.equals(Jobs.ANY_ETAG) || etag.startsWith("\"") ? etag : "\"" + etag + "\"";
    }

    private UpdateJobRequest request() throws IOException {
        Integer stepTimeout = limits.stepTimeoutSeconds();
        Integer jobTimeout = limits.jobTimeoutSeconds();
        refuseBoth("--label", !labels.isEmpty(), "--no-labels", noLabels);
        refuseBoth("--step-timeout", stepTimeout != null, "--no-step-timeout", noStepTimeout);
        refuseBoth("--job-timeout", jobTimeout != null, "--no-job-timeout", noJobTimeout);
        UpdateJobRequest request = new UpdateJobRequest()
                .title(title)
                .prompt(PromptOptions.text(prompt, surroundings))
                .priority(priority)
                .attemptTimeoutSeconds(limits.attemptTimeoutSeconds())
                .stepTimeoutSeconds(noStepTimeout ? Integer.valueOf(NONE) : stepTimeout)
                .jobTimeoutSeconds(noJobTimeout ? Integer.valueOf(NONE) : jobTimeout)
                .retry(limits.retry());
        if (noLabels || !labels.isEmpty()) {
            request.labels(labels);
        }
        if (request.equals(new UpdateJobRequest())) {
            throw new CliException(
                    ExitCode.USAGE, "name something to change; 'sia job update --help' has what there is");
        }
        return request;
    }

    private static void refuseBoth(String one, boolean given, String other, boolean otherGiven) {
        if (given && otherGiven) {
            throw new CliException(ExitCode.USAGE, one + " and " + other + " exclude each other");
        }
    }
}
