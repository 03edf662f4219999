package dev.sia.cli.demo;

import dev.sia.api.model.Job;
import dev.sia.api.model.Publication;
import dev.sia.cli.Surroundings;
import dev.sia.cli.job.JobText;
import dev.sia.cli.output.Details;
import dev.sia.cli.output.Terminal;
import dev.sia.cli.output.Terminal.Paint;
import dev.sia.cli.output.Times;
import dev.sia.cli.profile.DevelopmentServer;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the demo says. Several threads may speak. */
final class DemoText {
    private final PrintWriter out;
    private final Terminal terminal;

    DemoText(Surroundings surroundings) {
        this.out = surroundings.out();
        this.terminal = surroundings.terminal();
    }

    static String since(long nanoTime) {
        return Times.length(Duration.ofNanos(System.nanoTime() - nanoTime));
    }

    synchronized void step(String what) {
        out.println(terminal.paint(Paint.STRONG, "== " + what));
        out.flush();
    }

    synchronized void detail(String what) {
        out.println("   " + what);
        out.flush();
    }

    /** Something happened that is not part of the plan. */
    synchronized void news(String what) {
        out.println(terminal.paint(Paint.ACTIVE, "** " + what));
        out.flush();
    }

    synchronized void summary(DemoOutcome outcome, LogRecorder log, DemoRepository repository, DemoSettings settings) {
        details(outcome, log, repository).print(out, terminal);
        out.println();
        if (settings.killServerOnce() && outcome.isGood()) {
            out.println("The server was killed and came back: the log was connected again " + log.reconnects()
                    + " time(s), no line is missing or there twice, and the generate command ran once.");
        }
        outcome.faults().forEach(it -> out.println(terminal.paint(Paint.BAD, "-- " + it)));
        out.println(
                outcome.isGood()
                        ? terminal.paint(Paint.GOOD, "The branch is there, its tests pass, and the job is in review.")
                        : terminal.paint(Paint.BAD, "The demo did not come out as it should."));
        out.flush();
    }

    private static Details details(DemoOutcome outcome, LogRecorder log, DemoRepository repository) {
        Job job = outcome.job();
        Details details =
                new Details().add("job", job.getId()).add("status", job.getStatus(), JobText.paint(job.getStatus()));
        if (job.getFailure() != null) {
            details.add(
                    "failure",
                    job.getFailure().getPropertyClass() + ": "
                            + job.getFailure().getMessage(),
                    Paint.BAD);
        }
        Publication publication = job.getPublication();
        if (publication != null) {
            details.add("repository", repository.origin())
                    .add("branch", publication.getBranch())
                    .add("commit", publication.getCommit())
                    .add("changes", outcome.changes())
                    .add("tests there", lastLine(outcome.tests()));
        }
        return details.add(
                        "log",
                        log.lines() + " lines, " + (log.fault().isEmpty() ? "each once and in order" : "not whole"))
                .add("queue wait", between(job.getCreatedAt(), job.getStartedAt()))
                .add("run", between(job.getStartedAt(), job.getFinishedAt()))
                .add("total", between(job.getCreatedAt(), job.getFinishedAt()));
    }

    private static String lastLine(String text) {
        return text.lines().reduce("", (_, last) -> last);
    }

    private static @Nullable String between(@Nullable Instant from, @Nullable Instant to) {
        return from == null || to == null ? null : Times.length(Duration.between(from, to));
    }

    synchronized void tryNext(
            DevelopmentServer address, DemoSettings settings, DemoRepository repository, DemoFolder folder) {
        String launcher = settings.launcher().contains(" ") ? "'" + settings.launcher() + "'" : settings.launcher();
        Details details = new Details()
                .add("docs page", address.httpUrl() + "/docs")
                .add("REST", address.httpUrl() + "/v1")
                .add("gRPC", address.grpcTarget())
                .add("token file", DevelopmentServer.tokenFile(address.dataDirectory()))
                .add("logs", folder.resolve("server.log") + "\n" + folder.resolve("agent.log"));
        out.println();
        details.print(out, terminal);
        out.println();
        out.println("Try next, in another terminal:");
        out.println("  " + launcher + " login --development --data-dir '" + address.dataDirectory() + "'");
        out.println("  " + launcher + " job list");
        out.println("  " + launcher + " job create --repository '" + repository.origin()
                + "' --prompt 'Add a --whisper option that greets in small letters.' --follow");
        out.println("  git -C '" + repository.origin() + "' log --oneline --all");
        out.println();
        out.println("Ctrl-C stops the server and the agent.");
        out.flush();
    }
}
