package dev.sia.cli.conformance.rule;

import dev.sia.api.agent.v1.AttemptResult;
import dev.sia.api.agent.v1.ConnectRequest.FrameCase;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.api.agent.v1.Hint;
import dev.sia.api.agent.v1.JobSpec;
import dev.sia.api.agent.v1.Outcome;
import dev.sia.api.agent.v1.Publication;
import dev.sia.api.agent.v1.Step;
import dev.sia.api.agent.v1.StepReport;
import dev.sia.api.agent.v1.StepState;
import dev.sia.cli.conformance.rule.Tool.Manner;
import dev.sia.cli.conformance.script.Event;
import dev.sia.cli.conformance.script.ServerStream;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What agents tell of their work, what they leave behind, and how they pass on words of people. */
final class WorkChecks {
    private static final Duration SOON = Duration.ofSeconds(10);

    private WorkChecks() {}

    static void steps(Stage stage) throws BrokenRule, IOException, InterruptedException {
        ServerStream session = stage.startAttached();
        Attempt attempt = stage.jobs().accepted(session, Manner.BRIEF);
        Event result = stage.jobs().awaitResult(attempt, 0);
        List<Step> wanted = attempt.offer().getJob().getStepsList();
        Set<StepReport> seen = new HashSet<>();
        int ended = 0;
        boolean started = false;
        for (Event event : stage.server().transcript().since(0)) {
            if (!event.is(FrameCase.STEP_REPORT)
                    || event.number() > result.number()
                    || !seen.add(event.frame().getStepReport())) {
                continue;
            }
            StepReport report = event.frame().getStepReport();
            Stage.require(report.hasAt(), "a step report says no time", event);
            Stage.require(
                    ended < wanted.size() && report.getStep() == wanted.get(ended),
                    "a report of " + report.getStep() + ", but the next of the offered steps is "
                            + (ended < wanted.size() ? wanted.get(ended) : "none"),
                    event);
            boolean starts = report.getState() == StepState.STEP_STATE_STARTED;
            Stage.require(
                    starts != started,
                    started ? "a step was started twice" : "a step ended that had not started",
                    event);
            Stage.require(
                    starts || isEnd(report.getState()),
                    "a step that the tool got through is " + report.getState() + ", not SUCCEEDED or SKIPPED",
                    event);
            started = starts;
            ended += starts ? 0 : 1;
        }
        Stage.require(
                ended == wanted.size(),
                "the result came when " + ended + " of " + wanted.size() + " offered steps had ended",
                result);
    }

    private static boolean isEnd(StepState state) {
        return state == StepState.STEP_STATE_SUCCEEDED || state == StepState.STEP_STATE_SKIPPED;
    }

    static void publication(Stage stage) throws BrokenRule, IOException, InterruptedException {
        ServerStream session = stage.startAttached();
        List<Step> steps = List.of(Step.STEP_PREPARE, Step.STEP_GENERATE, Step.STEP_PUBLISH, Step.STEP_CLEANUP);
        Attempt attempt = stage.jobs().accepted(session, Manner.BRIEF, offer -> {
            JobSpec.Builder job = offer.getJobBuilder().clearSteps().addAllSteps(steps);
            return offer.setJob(job);
        });
        Event event = stage.jobs().awaitResult(attempt, 0);
        AttemptResult result = event.frame().getAttemptResult();
        Stage.require(
                result.getOutcome() == Outcome.OUTCOME_SUCCEEDED,
                "the outcome is " + result.getOutcome() + ": " + result.getFailureMessage(),
                event);
        String branch = attempt.offer().getJob().getWorkBranch();
        Optional<String> head = stage.repository().head(branch);
        Stage.require(head.isPresent(), "the repository has no branch " + branch + " after publish", event);
        Publication publication = result.getPublication();
        Stage.require(
                publication.getBranch().equals(branch),
                "publication.branch is '" + publication.getBranch() + "', not " + branch,
                event);
        Stage.require(
                publication.getCommit().equals(head.orElse("")),
                "publication.commit is '" + publication.getCommit() + "', but the branch ends with " + head.orElse(""),
                event);
        requireChanges(publication, stage.repository().changes(branch), event);
    }

    /** The tool writes one line into one new file. */
    private static void requireChanges(Publication publication, List<String> changes, Event event) throws BrokenRule {
        Stage.require(
                changes.equals(List.of("1\t0\t" + Tool.FILE)),
                "the branch has not what the tool changed, one line in " + Tool.FILE + ", but " + changes,
                event);
        Stage.require(
                publication.getFilesChanged() == 1
                        && publication.getInsertions() == 1
                        && publication.getDeletions() == 0,
                "files_changed, insertions and deletions are " + publication.getFilesChanged() + ", "
                        + publication.getInsertions() + " and " + publication.getDeletions() + ", not 1, 1 and 0",
                event);
    }

    static void hint(Stage stage) throws BrokenRule, IOException, InterruptedException {
        ServerStream session = stage.startAttached();
        Attempt attempt = stage.jobs().running(session, Manner.WAITING);
        String id = UUID.randomUUID().toString();
        ConnectResponse.Builder hint = ConnectResponse.newBuilder()
                .setHint(Hint.newBuilder()
                        .setAttemptId(attempt.id())
                        .setHintId(id)
                        .setText("Use the existing parser.\nIt has \"tests\".")
                        .setAuthor("ada@example.com"));
        int before = stage.mark();
        session.send(hint);
        Event first = awaitAck(stage, "HintAck", attempt, id, before);
        session.send(hint);
        awaitAck(stage, "HintAck for the repeated Hint", attempt, id, first.number());
        attempt.tool().release();
        stage.jobs().requireWholeLog(attempt, stage.jobs().awaitResult(attempt, before));
    }

    private static Event awaitAck(Stage stage, String expected, Attempt attempt, String hint, int after)
            throws BrokenRule, InterruptedException {
        return stage.await(
                expected,
                after,
                SOON,
                event -> event.is(FrameCase.HINT_ACK)
                        && event.isAbout(attempt.id())
                        && event.frame().getHintAck().getHintId().equals(hint));
    }
}
