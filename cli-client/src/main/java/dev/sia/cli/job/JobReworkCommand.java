package dev.sia.cli.job;

import dev.sia.api.model.Job;
import dev.sia.api.model.ReviewComment;
import dev.sia.api.model.ReworkJobRequest;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sia job rework}: sends a job in review back. */
@Command(
        name = "rework",
        description = {
            "Send a job in review back with what is to be changed. It is served before the backlog and goes on from its"
                    + " published branch.",
            "",
            "The exit code is 5 when it is not in review."
        },
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = {
            "  sia job rework 0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c --comment 'Add a test.' \\",
            "      --comment-on src/export.py:12 'Keep the old default.'"
        })
public final class JobReworkCommand extends ApiCommand {
    private static final Pattern PLACE = Pattern.compile("(.+):([1-9]\\d{0,8})");

    @Parameters(paramLabel = "ID", description = "The job.")
    private UUID id;

    @Option(names = "--comment", paramLabel = "TEXT", description = "What is to change; may be repeated.")
    private List<String> comments = new ArrayList<>();

    @Option(
            names = "--comment-on",
            arity = "2",
            paramLabel = "ARG",
            description = "The same for a file, or a line of it: --comment-on FILE[:LINE] TEXT; may be repeated.")
    private List<String> commentsOnFiles = new ArrayList<>();

    @ArgGroup(heading = "What to do, if it is something else than before:%n")
    private @Nullable PromptOptions prompt;

    /** In these surroundings; picocli fills in the rest. */
    @SuppressWarnings("NullAway.Init")
    public JobReworkCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) throws IOException {
        ReworkJobRequest request =
                new ReworkJobRequest().comments(all()).prompt(PromptOptions.text(prompt, surroundings));
        Job job = session.jobs().rework(id, request);
        session.output().result(job, JobText.details(job, session.output().times()));
        return ExitCode.OK;
    }

    private List<ReviewComment> all() {
        List<ReviewComment> all = new ArrayList<>();
        comments.forEach(text -> all.add(new ReviewComment().text(text)));
        for (int index = 0; index + 1 < commentsOnFiles.size(); index += 2) {
            all.add(on(commentsOnFiles.get(index)).text(commentsOnFiles.get(index + 1)));
        }
        if (all.isEmpty()) {
            throw new CliException(ExitCode.USAGE, "say what is to change with --comment or --comment-on");
        }
        return all;
    }

    private static ReviewComment on(String place) {
        Matcher line = PLACE.matcher(place);
        return line.matches()
                ? new ReviewComment().file(line.group(1)).line(Integer.valueOf(line.group(2)))
                : new ReviewComment().file(place);
    }
}
