package dev.sia.cli.conformance.rule;

import dev.sia.api.agent.v1.ConnectRequest.FrameCase;
import dev.sia.api.agent.v1.JobSpec;
import dev.sia.api.agent.v1.LogLine;
import dev.sia.api.agent.v1.Offer;
import dev.sia.api.agent.v1.Step;
import dev.sia.cli.conformance.rule.Tool.Manner;
import dev.sia.cli.conformance.script.Event;
import dev.sia.cli.conformance.script.ReceivedLog.Mistake;
import dev.sia.cli.conformance.script.ServerStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Offers attempts and waits for what agents do about them. */
final class Jobs {
    static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    private static final int LINES = 60;
    private static final List<Step> STEPS = List.of(Step.STEP_PREPARE, Step.STEP_GENERATE, Step.STEP_CLEANUP);

    private final Stage stage;
    private final Path directory;
    private final Repository repository;
    private final List<Attempt> offered = new ArrayList<>();

    Jobs(Stage stage, Path directory, Repository repository) {
        this.stage = stage;
        this.directory = directory;
        this.repository = repository;
    }

    /** Offers an attempt and waits for its acceptance. */
    Attempt accepted(ServerStream stream, Manner manner) throws BrokenRule, IOException, InterruptedException {
        return accepted(stream, manner, UnaryOperator.identity());
    }

    /** The same for an offer that is made a little different. */
    Attempt accepted(ServerStream stream, Manner manner, UnaryOperator<Offer.Builder> change)
            throws BrokenRule, IOException, InterruptedException {
        int before = stage.mark();
        Attempt attempt = offer(stream, manner, change);
        Event answer = awaitAnswer(attempt, before);
        Stage.require(answer.is(FrameCase.ACCEPT_OFFER), "the agent rejected its only offer", answer);
        return attempt;
    }

    /** Offers one that is accepted, and waits until its tool runs. */
    Attempt running(ServerStream stream, Manner manner) throws BrokenRule, IOException, InterruptedException {
        return running(stream, manner, UnaryOperator.identity());
    }

    /** The same for an offer that is made a little different. */
    Attempt running(ServerStream stream, Manner manner, UnaryOperator<Offer.Builder> change)
            throws BrokenRule, IOException, InterruptedException {
        Attempt attempt = accepted(stream, manner, change);
        awaitTool(attempt);
        return attempt;
    }

    Attempt offer(ServerStream stream, Manner manner) throws IOException {
        return offer(stream, manner, UnaryOperator.identity());
    }

    private Attempt offer(ServerStream stream, Manner manner, UnaryOperator<Offer.Builder> change) throws IOException {
        int number = offered.size() + 1;
        Tool tool = Tool.write(directory, "tool-" + number, LINES, manner);
        Offer.Builder usual = Offer.newBuilder()
                .setAttemptId(UUID.randomUUID().toString())
                .setLease("lease-" + UUID.randomUUID())
                .setJobId(UUID.randomUUID().toString())
                .setAttemptNumber(1)
                .setAnswerWithin(ServerStream.duration(ANSWER_WITHIN))
                .setTimeout(ServerStream.duration(Duration.ofMinutes(10)))
                .setJob(JobSpec.newBuilder()
                        .setTitle("Conformance job " + number)
                        .setPrompt(tool.prompt())
                        .setRepositoryUrl(repository.url())
                        .setBaseBranch(Repository.BASE_BRANCH)
                        .setWorkBranch("sia/conformance-" + number)
                        .addAllSteps(STEPS));
        Offer offer = change.apply(usual).build();
        Attempt attempt = new Attempt(offer, tool, stage.server().log(offer.getAttemptId()));
        offered.add(attempt);
        stage.server().offer(stream, offer);
        return attempt;
    }

    /** AcceptOffer or RejectOffer for it. */
    Event awaitAnswer(Attempt attempt, int after) throws BrokenRule, InterruptedException {
        return stage.await(
                "answer to the offer",
                after,
                ANSWER_WITHIN,
                event -> event.isAbout(attempt.id())
                        && (event.is(FrameCase.ACCEPT_OFFER) || event.is(FrameCase.REJECT_OFFER)));
    }

    void awaitTool(Attempt attempt) throws BrokenRule, IOException, InterruptedException {
        stage.awaitThat(
                "the generate step runs the job's prompt with sh -c",
                stage.patience(),
                () -> !attempt.tool().processes().isEmpty());
    }

    Event awaitResult(Attempt attempt, int after) throws BrokenRule, InterruptedException {
        return stage.await(
                "AttemptResult", after, event -> event.is(FrameCase.ATTEMPT_RESULT) && event.isAbout(attempt.id()));
    }

    /** The log has no mistake, and everything that the tool printed. */
    void requireWholeLog(Attempt attempt, Event event) throws BrokenRule, IOException {
        requireGoodLog(attempt);
        List<String> texts =
                attempt.log().lines().stream().map(LogLine::getText).toList();
        Optional<String> missing = attempt.tool().missing(texts);
        Stage.require(
                missing.isEmpty(),
                "the log does not have the line '" + missing.orElse("")
                        + "' that the tool printed, or not in its order",
                event);
        int runs = attempt.tool().processes().size();
        Stage.require(runs == 1, "the tool ran " + runs + " times in one attempt", event);
    }

    void requireGoodLog(Attempt attempt) throws BrokenRule {
        Optional<Mistake> mistake = attempt.log().mistake();
        if (mistake.isPresent()) {
            throw new BrokenRule(mistake.get().text(), mistake.get().event());
        }
    }
}
