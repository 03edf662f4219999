package dev.sia.cli.job;

import dev.sia.api.model.CreateJobRequest;
import dev.sia.api.model.Job;
import dev.sia.api.model.JobPriority;
import dev.sia.api.model.JobStatus;
import dev.sia.api.model.Repository;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import dev.sia.sdk.live.LogOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
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
    private static final int LARGEST_PROMPT = 4 * 65_536;

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
    private Prompt prompt;

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

    @Option(
            names = "--attempt-timeout",
            paramLabel = "DURATION",
            description = "Longest time for one attempt, such as 30m. Default: the server's.")
    private @Nullable Duration attemptTimeout;

    @Option(names = "--follow", description = "Show the log and wait for the end.")
    private boolean follow;

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public JobCreateCommand(Surroundings surroundings) {
        super(surroundings);
    }

    /** Where the prompt comes from. */
    static final class Prompt {
        @Option(names = "--prompt", required = true, paramLabel = "TEXT", description = "What to do.")
        private @Nullable String text;

        @Option(
                names = "--prompt-file",
                required = true,
                paramLabel = "FILE",
                description = "File that says what to do; - is standard input.")
        private @Nullable String file;
    }

    @Override
    protected ExitCode run(Session session) throws IOException {
        Job job = session.jobs().create(request());
        if (!follow) {
            session.output().result(job, JobText.details(job, session.output().times()));
            return ExitCode.OK;
        }
        surroundings.say("queued job " + job.getId());
        new LogFollower(surroundings, session).follow(job.getId(), LogOptions.FOLLOW);
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
                .prompt(promptText())
                .repository(new Repository().url(location(repository)).baseBranch(baseBranch))
                .priority(priority);
        if (!labels.isEmpty()) {
            request.labels(labels);
        }
        if (attemptTimeout != null) {
            request.attemptTimeoutSeconds(Math.toIntExact(attemptTimeout.toSeconds()));
        }
        return request;
    }

    private String promptText() throws IOException {
        if (prompt.text != null) {
            return prompt.text;
        }
        String file = prompt.file == null ? "-" : prompt.file;
        if (file.equals("-")) {
            return new String(surroundings.in().readNBytes(LARGEST_PROMPT), StandardCharsets.UTF_8);
        }
        try {
            return Files.readString(Path.of(file));
        } catch (IOException | InvalidPathException e) {
            throw new CliException(ExitCode.USAGE, "the prompt file " + file + " cannot be read as UTF-8 text", e);
        }
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
