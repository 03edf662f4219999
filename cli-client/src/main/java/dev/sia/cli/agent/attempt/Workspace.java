package dev.sia.cli.agent.attempt;

import dev.sia.api.agent.v1.FailureClass;
import dev.sia.api.agent.v1.JobSpec;
import dev.sia.api.agent.v1.Offer;
import dev.sia.api.agent.v1.Publication;
import dev.sia.api.agent.v1.Step;
import dev.sia.cli.agent.attempt.WorkSettings.Author;
import dev.sia.cli.agent.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The clone that an attempt works in, driven with git.
 *
 * <p>Whatever comes from the job is passed where git cannot take it for an option.
 */
final class Workspace {
    /** Only branches under this prefix are the agent's own, to be overwritten by another attempt of the same job. */
    private static final String OWN_BRANCHES = "sia/";

    /** Where a clone keeps the branches of the repository. */
    private static final String PUBLISHED = "refs/remotes/origin/";

    private static final Author DEFAULT_AUTHOR = new Author("SIA agent", "agent@sia.invalid");
    private static final Pattern STATISTICS = Pattern.compile("(\\d+) (file|insertion|deletion)");

    private final Path directory;
    private final Offer offer;
    private final JobSpec job;
    private final CommandEnvironment environment;
    private final StepCommands commands;
    private final Optional<Author> author;
    /** Head of the base branch. */
    private String baseCommit = "";
    /** Where the work of this attempt starts. */
    private String startCommit = "";

    Workspace(
            Path directory,
            Offer offer,
            CommandEnvironment environment,
            StepCommands commands,
            Optional<Author> author) {
        this.directory = directory;
        this.offer = offer;
        this.job = offer.getJob();
        this.environment = environment;
        this.commands = commands;
        this.author = author;
    }

    Path directory() {
        return directory;
    }

    /** Clones the repository and starts the work branch. */
    void prepare() throws IOException, InterruptedException, StoppedException, StepFailedException {
        Step step = Step.STEP_PREPARE;
        refuseOptionLike(job.getWorkBranch());
        Path parent = directory.resolveSibling("");
        Files.createDirectories(parent);
        commands.say(
                step,
                "Cloning " + RepositoryUrls.masked(job.getRepositoryUrl()) + " (branch " + job.getBaseBranch() + ")");
        List<String> clone = new ArrayList<>(List.of("clone"));
        if (!job.getBaseBranch().isEmpty()) {
            clone.add("--branch=" + job.getBaseBranch());
        }
        clone.addAll(List.of("--", job.getRepositoryUrl(), directory.toString()));
        git(step, parent, "The repository could not be cloned", FailureClass.FAILURE_CLASS_REPOSITORY, clone);
        baseCommit = head(step);
        boolean continued = job.getContinueWorkBranch() && isPublished(step);
        checkout(step, continued ? PUBLISHED + job.getWorkBranch() : "HEAD");
        startCommit = head(step);
        identify(step);
        commands.say(
                step,
                (continued ? "Going on from branch " : "On new branch ") + job.getWorkBranch() + " at " + startCommit);
    }

    /** Whether an earlier attempt's branch is still in the repository. */
    private boolean isPublished(Step step) throws IOException, InterruptedException, StoppedException {
        boolean published = ask(step, "show-ref", "--verify", "--quiet", PUBLISHED + job.getWorkBranch())
                        .exitCode()
                == 0;
        if (!published) {
            commands.say(step, "Branch " + job.getWorkBranch() + " is not in the repository any longer: starting anew");
        }
        return published;
    }

    private void checkout(Step step, String start)
            throws IOException, InterruptedException, StoppedException, StepFailedException {
        git(
                step,
                "The work branch could not be made",
                FailureClass.FAILURE_CLASS_REPOSITORY,
                "checkout",
                "--quiet",
                "--no-track",
                "-b",
                job.getWorkBranch(),
                start);
    }

    /** Commits what the coding tool left uncommitted. */
    void commit() throws IOException, InterruptedException, StoppedException, StepFailedException {
        Step step = Step.STEP_GENERATE;
        git(step, NOT_COMMITTED, FailureClass.FAILURE_CLASS_AGENT, "add", "--all");
        int staged = ask(step, "diff", "--cached", "--quiet", "--no-ext-diff").exitCode();
        if (staged > 1) {
            throw failed(FailureClass.FAILURE_CLASS_AGENT, NOT_COMMITTED, "git diff", staged, "");
        }
        if (staged == 1) {
            String title = job.getTitle().isBlank()
                    ? "Job " + offer.getJobId()
                    : job.getTitle().strip();
            String trailers = "SIA-Job: " + offer.getJobId() + "\nSIA-Attempt: " + offer.getAttemptNumber();
            // Checks belong to the verify step, and nobody is there to enter a passphrase.
            git(
                    step,
                    NOT_COMMITTED,
                    FailureClass.FAILURE_CLASS_AGENT,
                    "-c",
                    "commit.gpgSign=false",
                    "commit",
                    "--quiet",
                    "--no-verify",
                    "--message=" + title,
                    "--message=" + trailers);
        }
        if (head(step).equals(startCommit)) {
            throw new StepFailedException(
                    FailureClass.FAILURE_CLASS_TOOL,
                    "The generate command ended well but changed nothing.",
                    OptionalInt.of(0));
        }
        commands.say(step, "Work is at commit " + head(step));
    }

    private static final String NOT_COMMITTED = "The changes could not be committed";

    /** Pushes the work branch. Another attempt of the same job may have pushed it before, and is replaced. */
    void push() throws IOException, InterruptedException, StoppedException, StepFailedException {
        Step step = Step.STEP_PUBLISH;
        List<String> push = new ArrayList<>(List.of("push", "--no-verify"));
        if (job.getWorkBranch().startsWith(OWN_BRANCHES)) {
            push.add("--force");
        }
        push.addAll(List.of("--", "origin", "HEAD:refs/heads/" + job.getWorkBranch()));
        git(step, directory, "The branch could not be pushed", FailureClass.FAILURE_CLASS_PUBLICATION, push);
    }

    /** What is published now, against where the work started. */
    Publication publication(Optional<String> pullRequestUrl)
            throws IOException, InterruptedException, StoppedException, StepFailedException {
        Publication.Builder publication =
                Publication.newBuilder().setBranch(job.getWorkBranch()).setCommit(head(Step.STEP_PUBLISH));
        pullRequestUrl.ifPresent(publication::setPullRequestUrl);
        String statistics = ask(Step.STEP_PUBLISH, "diff", "--shortstat", "--no-ext-diff", baseCommit + "...HEAD", "--")
                .text();
        Matcher matcher = STATISTICS.matcher(statistics);
        while (matcher.find()) {
            int count = Integer.parseInt(matcher.group(1));
            switch (matcher.group(2)) {
                case "file" -> publication.setFilesChanged(count);
                case "insertion" -> publication.setInsertions(count);
                default -> publication.setDeletions(count);
            }
        }
        return publication.build();
    }

    private static void refuseOptionLike(String branch) throws StepFailedException {
        if (branch.isEmpty() || branch.startsWith("-")) {
            throw new StepFailedException(
                    FailureClass.FAILURE_CLASS_REPOSITORY,
                    "The work branch could not be made: '" + branch + "' is not a branch name.",
                    OptionalInt.empty());
        }
    }

    /** Settles who commits, for the agent and for a tool that commits by itself. */
    private void identify(Step step) throws IOException, InterruptedException, StoppedException, StepFailedException {
        boolean configured = ask(step, "config", "user.email").exitCode() == 0
                && ask(step, "config", "user.name").exitCode() == 0;
        if (author.isPresent() || !configured) {
            Author who = author.orElse(DEFAULT_AUTHOR);
            String failure = "The author could not be configured";
            git(step, failure, FailureClass.FAILURE_CLASS_AGENT, "config", "user.name", who.name());
            git(step, failure, FailureClass.FAILURE_CLASS_AGENT, "config", "user.email", who.email());
        }
    }

    private String head(Step step) throws IOException, InterruptedException, StoppedException, StepFailedException {
        StepCommands.Answer head = ask(step, "rev-parse", "--verify", "HEAD");
        if (head.exitCode() != 0) {
            throw failed(
                    FailureClass.FAILURE_CLASS_AGENT,
                    "The workspace has no commit",
                    "git rev-parse",
                    head.exitCode(),
                    "");
        }
        return head.text();
    }

    private StepCommands.Answer ask(Step step, String... arguments)
            throws IOException, InterruptedException, StoppedException {
        return commands.ask(step, command(step, directory, List.of(arguments)));
    }

    private void git(Step step, String failure, FailureClass failureClass, String... arguments)
            throws IOException, InterruptedException, StoppedException, StepFailedException {
        git(step, directory, failure, failureClass, List.of(arguments));
    }

    private void git(Step step, Path where, String failure, FailureClass failureClass, List<String> arguments)
            throws IOException, InterruptedException, StoppedException, StepFailedException {
        List<String> complaints = new ArrayList<>();
        int exitCode = commands.run(step, command(step, where, arguments), RepositoryUrls::masked, line -> {}, line -> {
            if (complaints.isEmpty() && (line.startsWith("fatal:") || line.startsWith("error:"))) {
                complaints.add(line.substring(line.indexOf(':') + 1).strip());
            }
        });
        if (exitCode != 0) {
            String program = "git " + (arguments.getFirst().equals("-c") ? arguments.get(2) : arguments.getFirst());
            throw failed(failureClass, failure, program, exitCode, complaints.isEmpty() ? "" : complaints.getFirst());
        }
    }

    private Command command(Step step, Path where, List<String> arguments) {
        List<String> line = new ArrayList<>(List.of("git"));
        line.addAll(arguments);
        return new Command(line, where, environment.forGit(step));
    }

    private static StepFailedException failed(
            FailureClass failureClass, String what, String program, int exitCode, String complaint) {
        String message = what + ": " + program + " ended with " + ExitCodes.describe(exitCode)
                + (complaint.isEmpty() ? "." : " (" + complaint + ").");
        return new StepFailedException(failureClass, message, OptionalInt.of(exitCode));
    }
}
