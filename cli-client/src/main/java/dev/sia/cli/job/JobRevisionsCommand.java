package dev.sia.cli.job;

import dev.sia.api.model.JobRevision;
import dev.sia.api.model.JobRevisionPage;
import dev.sia.api.model.ReviewComment;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import dev.sia.cli.output.Details;
import dev.sia.cli.output.Output;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sia job revisions}: what was asked of a job. */
@Command(
        name = "revisions",
        description =
                "Show what was asked of a job, each time somebody asked: its first prompt, changes, reviews and retries.",
        sortOptions = false)
public final class JobRevisionsCommand extends ApiCommand {
    @Parameters(paramLabel = "ID", description = "The job.")
    private UUID id;

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public JobRevisionsCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        List<JobRevision> revisions;
        try (Stream<JobRevision> all = session.jobs().revisions(id)) {
            revisions = all.toList();
        }
        Output output = session.output();
        if (output.isJson()) {
            output.document(new JobRevisionPage().items(revisions));
            return ExitCode.OK;
        }
        for (int place = 0; place < revisions.size(); place++) {
            if (place > 0) {
                output.out().println();
            }
            details(revisions.get(place), output).print(output.out(), output.terminal());
        }
        output.out().flush();
        return ExitCode.OK;
    }

    private static Details details(JobRevision revision, Output output) {
        String by = revision.getActor().getName() == null
                ? ""
                : " by " + revision.getActor().getName();
        return new Details()
                .add("revision", revision.getNumber() + " " + revision.getKind())
                .add("asked", output.times().when(revision.getCreatedAt()) + by)
                .add("prompt", revision.getPrompt().strip())
                .add(
                        "comments",
                        revision.getComments().isEmpty()
                                ? null
                                : revision.getComments().stream()
                                        .map(JobRevisionsCommand::text)
                                        .collect(Collectors.joining("\n")));
    }

    private static String text(ReviewComment comment) {
        String line = comment.getLine() == null ? "" : ":" + comment.getLine();
        String place = comment.getFile() == null ? "" : comment.getFile() + line + ": ";
        return place + comment.getText().strip();
    }
}
