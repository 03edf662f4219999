package dev.sia.cli.job;

import dev.sia.api.model.CreateJobRequest;
import dev.sia.api.model.Job;
import dev.sia.api.model.JobPriority;
import dev.sia.api.model.JobStatus;
import dev.sia.api.model.Repository;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import dev.sia.cli.log.LogFollower;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sia job create}: queues a job. */
@Command(
        name = "create",
        description = {
            "Put a job at the end of the backlog.",
            "",
            "With --follow, show its log and wait for its end; the exit code is then 0 when it is in review or completed and 1"
                    + " when it failed or was cancelled. Ctrl-C stops watching, not the job."
        },
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = {
            "  sia job create --repository git@github.com:acme/exporter.git \\",
            "      --prompt 'Add a --json flag to the export command, with tests.' --follow"
        })
public final class JobCreateCommand extends ApiCommand {
    @Option(
            names = "--repository",
            required = true,
            paramLabel = "URL",
            description =
                    "What 'git clone' takes on the agent's machine; a directory of this machine becomes its path.")
    private String repository;

    @Option(
            names = "--base-branch",
            paramLabel = "BRANCH",
            defaultValue = "main",
            description = "Where the work starts from. Default: ${DEFAULT-VALUE}.")
    private String baseBranch;

    @ArgGroup(multiplicity = "1")
    private PromptOptions prompt;

    @Option(
            names = "--title",
            paramLabel = "TEXT",
            description = "One line for people. Default: the prompt's first line.")
    private @Nullable String title;

    @Option(names = "--label", paramLabel = "LABEL", description = "Label that the agent must have; may be repeated.")
    private List<String> labels = new ArrayList<>();

    @Option(
            names = "--priority",
            paramLabel = "PRIORITY",
            converter = PriorityText.class,
            description = "low, normal, high or urgent. Default: normal.")
    private @Nullable JobPriority priority;

    @Mixin
    private LimitOptions limits;

    @Option(names = "--follow", description = "Show the log and wait for the end.")
    private boolean follow;

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public JobCreateCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) throws IOException {
        Job job = session.jobs().create(request());
        if (!follow) {
            session.output().result(job, JobText.details(job, session.output().times()));
            return ExitCode.OK;
        }
        surroundings.say("queued job " + job.getId());
        new LogFollower(surroundings, session).follow(job.getId());
        Job end = session.jobs().get(job.getId());
        if (session.output().isJson()) {
            session.output().line(end);
        } else {
            session.output().out().println();
            JobText.details(end, session.output().times())
                    .print(session.output().out(), session.output().terminal());
        }
        boolean well = end.getStatus() == JobStatus.IN_REVIEW || end.getStatus() == JobStatus.COMPLETED;
        return well ? ExitCode.OK : ExitCode.FAILED;
    }

    private CreateJobRequest request() throws IOException {
        CreateJobRequest request = new CreateJobRequest()
                .title(title)
                .prompt(prompt.read(surroundings))
                .repository(new Repository().url(location(repository)).baseBranch(baseBranch))
                .priority(priority)
                .attemptTimeoutSeconds(limits.attemptTimeoutSeconds())
                .stepTimeoutSeconds(limits.stepTimeoutSeconds())
                .jobTimeoutSeconds(limits.jobTimeoutSeconds())
                .retry(limits.retry());
        if (!labels.isEmpty()) {
            request.labels(labels);
        }
        return request;
    }

    /** A directory of this machine by its whole path, anything else as it is. */
    private static String location(String text) {
        try {
            Path path = Path.of(text);
            return Files.isDirectory(path) ? path.toAbsolutePath().normalize().toString() : text;
        } catch (InvalidPathException notAPath) {
            return text;
        }
    }
}
