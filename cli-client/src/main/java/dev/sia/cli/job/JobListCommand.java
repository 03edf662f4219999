package dev.sia.cli.job;

import dev.sia.api.model.JobPage;
import dev.sia.api.model.JobStatus;
import dev.sia.api.model.JobSummary;
import dev.sia.cli.ApiCommand;
import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import dev.sia.cli.Session;
import dev.sia.cli.Surroundings;
import dev.sia.sdk.JobFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sia job list}: jobs, newest first. */
@Command(name = "list", description = "List jobs, newest first.", sortOptions = false)
public final class JobListCommand extends ApiCommand {
    private static final int LARGEST_PAGE = 200;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            split = ",",
            converter = StatusText.class,
            description = "Only these: queued, in_progress, in_review, completed, failed, cancelled, archived. May be"
                    + " repeated.")
    private List<JobStatus> statuses = new ArrayList<>();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "At most this many. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--all", description = "All of them, however many.")
    private boolean all;

    /** In these surroundings. */
    public JobListCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    protected ExitCode run(Session session) {
        if (limit < 1) {
            throw new CliException(ExitCode.USAGE, "--limit must be at least 1");
        }
        int pageSize = all ? LARGEST_PAGE : Math.min(limit, LARGEST_PAGE);
        List<JobSummary> jobs;
        try (Stream<JobSummary> found = session.jobs().list(new JobFilter(statuses, null, pageSize))) {
            jobs = (all ? found : found.limit(limit + 1L)).toList();
        }
        boolean more = !all && jobs.size() > limit;
        List<JobSummary> shown = more ? jobs.subList(0, limit) : jobs;
        session.output()
                .result(
                        new JobPage().items(shown),
                        JobText.table(shown, session.output().times()));
        if (more) {
            surroundings.say("there are more; --all or a larger --limit shows them");
        }
        return ExitCode.OK;
    }
}
