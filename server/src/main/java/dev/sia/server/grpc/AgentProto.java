package dev.sia.server.grpc;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.sia.api.agent.v1.Attached;
import dev.sia.api.agent.v1.Cancel;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.api.agent.v1.Drain;
import dev.sia.api.agent.v1.EnrolResponse;
import dev.sia.api.agent.v1.GoAway;
import dev.sia.api.agent.v1.Heartbeat;
import dev.sia.api.agent.v1.HeldAttemptAction;
import dev.sia.api.agent.v1.HeldAttemptVerdict;
import dev.sia.api.agent.v1.Hint;
import dev.sia.api.agent.v1.JobSpec;
import dev.sia.api.agent.v1.LeaseLost;
import dev.sia.api.agent.v1.LogAck;
import dev.sia.api.agent.v1.Offer;
import dev.sia.api.agent.v1.ResultAck;
import dev.sia.api.agent.v1.ReviewComment;
import dev.sia.server.agent.AgentIdentity;
import dev.sia.server.agent.EnrolledAgent;
import dev.sia.server.attempt.Attachment;
import dev.sia.server.attempt.AttemptHint;
import dev.sia.server.attempt.AttemptId;
import dev.sia.server.attempt.AttemptOffer;
import dev.sia.server.job.FailureClass;
import dev.sia.server.job.Step;
import dev.sia.server.job.StepState;
import dev.sia.server.log.LogStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Domain values and the messages of the agent protocol, one to the other. What agents send is checked in {@link AgentFrames}. */
final class AgentProto {
    private static final java.time.Duration KILL_AFTER = java.time.Duration.ofSeconds(10);

    private AgentProto() {}

    static EnrolResponse enrolled(EnrolledAgent agent) {
        return EnrolResponse.newBuilder()
                .setAgentId(agent.identity().id().toString())
                .setOrganizationId(agent.identity().organizationId().toString())
                .setCredential(agent.credential())
                .build();
    }

    static ConnectResponse attached(AgentIdentity agent, Attachment attachment, SessionTerms terms) {
        Attached.Builder attached = Attached.newBuilder()
                .setAgentId(agent.id().toString())
                .setSessionEpoch(attachment.sessionEpoch())
                .setServerVersion(terms.serverVersion())
                .setHeartbeatInterval(duration(terms.times().heartbeatInterval()))
                .setGrace(duration(terms.times().grace()))
                .setLogLimits(logLimits(terms.logLimits()));
        attachment.verdicts().forEach(verdict -> attached.addVerdicts(verdict(verdict)));
        return ConnectResponse.newBuilder().setAttached(attached).build();
    }

    /** What follows after Attached. */
    static List<ConnectResponse> repeated(Attachment attachment) {
        return Stream.of(
                        Optional.ofNullable(attachment.drain()).map(reason -> drain(false, reason)).stream(),
                        attachment.offers().stream().map(AgentProto::offer),
                        attachment.cancels().stream().map(cancel -> cancel(cancel.id(), cancel.reason())),
                        attachment.hints().stream().map(AgentProto::hint))
                .flatMap(Function.identity())
                .toList();
    }

    private static dev.sia.api.agent.v1.LogLimits logLimits(LogLimits limits) {
        return dev.sia.api.agent.v1.LogLimits.newBuilder()
                .setMaxBatchLines(limits.maxBatchLines())
                .setMaxBatchBytes(limits.maxBatchBytes())
                .setMaxLineBytes(limits.maxLineBytes())
                .build();
    }

    private static HeldAttemptVerdict verdict(Attachment.Verdict verdict) {
        HeldAttemptVerdict.Builder told =
                HeldAttemptVerdict.newBuilder().setAttemptId(verdict.id().toString());
        return switch (verdict) {
            case Attachment.Continue(var id, long ackedLogSeq) ->
                told.setAction(HeldAttemptAction.HELD_ATTEMPT_ACTION_CONTINUE)
                        .setAckedLogSeq(ackedLogSeq)
                        .build();
            case Attachment.Abandon(var id, String reason) ->
                told.setAction(HeldAttemptAction.HELD_ATTEMPT_ACTION_ABANDON)
                        .setReason(reason)
                        .build();
        };
    }

    static ConnectResponse offer(AttemptOffer offer) {
        Offer.Builder told = Offer.newBuilder()
                .setAttemptId(offer.attemptId().toString())
                .setLease(offer.lease().value())
                .setJobId(offer.jobId().toString())
                .setAttemptNumber(offer.attemptNumber())
                .setAnswerWithin(duration(offer.answerWithin()))
                .setTimeout(duration(offer.timeout()))
                .setJob(work(offer.work()));
        if (offer.stepTimeout() != null) {
            told.setStepTimeout(duration(offer.stepTimeout()));
        }
        return ConnectResponse.newBuilder().setOffer(told).build();
    }

    private static JobSpec work(AttemptOffer.Work work) {
        JobSpec.Builder job = JobSpec.newBuilder()
                .setTitle(work.title())
                .setPrompt(work.prompt())
                .setRepositoryUrl(work.repositoryUrl())
                .setBaseBranch(work.baseBranch())
                .setWorkBranch(work.workBranch())
                .setContinueWorkBranch(work.continueWorkBranch());
        work.steps().forEach(step -> job.addSteps(step(step)));
        work.review().comments().forEach(comment -> job.addReviewComments(comment(comment)));
        return job.build();
    }

    private static ReviewComment comment(dev.sia.server.job.ReviewComment comment) {
        ReviewComment.Builder told = ReviewComment.newBuilder().setText(comment.text());
        if (comment.file() != null) {
            told.setFile(comment.file());
        }
        if (comment.line() != null) {
            told.setLine(comment.line());
        }
        return told.build();
    }

    static ConnectResponse cancel(AttemptId attempt, String reason) {
        return ConnectResponse.newBuilder()
                .setCancel(Cancel.newBuilder()
                        .setAttemptId(attempt.toString())
                        .setReason(reason)
                        .setKillAfter(duration(KILL_AFTER)))
                .build();
    }

    static ConnectResponse hint(AttemptHint hint) {
        return ConnectResponse.newBuilder()
                .setHint(Hint.newBuilder()
                        .setAttemptId(hint.attempt().toString())
                        .setHintId(hint.id().toString())
                        .setText(hint.text())
                        .setAuthor(hint.author()))
                .build();
    }

    static ConnectResponse drain(boolean over, String reason) {
        return ConnectResponse.newBuilder()
                .setDrain(Drain.newBuilder().setOver(over).setReason(reason))
                .build();
    }

    static ConnectResponse goAway(String reason, java.time.Duration after, java.time.Duration within) {
        return ConnectResponse.newBuilder()
                .setGoAway(GoAway.newBuilder()
                        .setReason(reason)
                        .setReconnectAfter(duration(after))
                        .setReconnectWithin(duration(within)))
                .build();
    }

    static ConnectResponse leaseLost(AttemptId attempt, String reason) {
        return ConnectResponse.newBuilder()
                .setLeaseLost(
                        LeaseLost.newBuilder().setAttemptId(attempt.toString()).setReason(reason))
                .build();
    }

    static ConnectResponse logAck(AttemptId attempt, long ackedSeq) {
        return ConnectResponse.newBuilder()
                .setLogAck(LogAck.newBuilder().setAttemptId(attempt.toString()).setAckedSeq(ackedSeq))
                .build();
    }

    static ConnectResponse resultAck(AttemptId attempt) {
        return ConnectResponse.newBuilder()
                .setResultAck(ResultAck.newBuilder().setAttemptId(attempt.toString()))
                .build();
    }

    static ConnectResponse heartbeat() {
        return ConnectResponse.newBuilder()
                .setHeartbeat(Heartbeat.getDefaultInstance())
                .build();
    }

    private static Duration duration(java.time.Duration duration) {
        return Duration.newBuilder()
                .setSeconds(duration.getSeconds())
                .setNanos(duration.getNano())
                .build();
    }

    static Instant instant(Timestamp timestamp) {
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }

    private static dev.sia.api.agent.v1.Step step(Step step) {
        return switch (step) {
            case PREPARE -> dev.sia.api.agent.v1.Step.STEP_PREPARE;
            case GENERATE -> dev.sia.api.agent.v1.Step.STEP_GENERATE;
            case VERIFY -> dev.sia.api.agent.v1.Step.STEP_VERIFY;
            case PUBLISH -> dev.sia.api.agent.v1.Step.STEP_PUBLISH;
            case CLEANUP -> dev.sia.api.agent.v1.Step.STEP_CLEANUP;
        };
    }

    /** Empty when it is left out or from a newer contract, as for the other enums. */
    static Optional<Step> step(dev.sia.api.agent.v1.Step step) {
        return switch (step) {
            case STEP_PREPARE -> Optional.of(Step.PREPARE);
            case STEP_GENERATE -> Optional.of(Step.GENERATE);
            case STEP_VERIFY -> Optional.of(Step.VERIFY);
            case STEP_PUBLISH -> Optional.of(Step.PUBLISH);
            case STEP_CLEANUP -> Optional.of(Step.CLEANUP);
            case STEP_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    static Optional<StepState> stepState(dev.sia.api.agent.v1.StepState state) {
        return switch (state) {
            case STEP_STATE_STARTED -> Optional.of(StepState.STARTED);
            case STEP_STATE_SUCCEEDED -> Optional.of(StepState.SUCCEEDED);
            case STEP_STATE_FAILED -> Optional.of(StepState.FAILED);
            case STEP_STATE_SKIPPED -> Optional.of(StepState.SKIPPED);
            case STEP_STATE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    static Optional<LogStream> logStream(dev.sia.api.agent.v1.LogStream stream) {
        return switch (stream) {
            case LOG_STREAM_STDOUT -> Optional.of(LogStream.STDOUT);
            case LOG_STREAM_STDERR -> Optional.of(LogStream.STDERR);
            case LOG_STREAM_SYSTEM -> Optional.of(LogStream.SYSTEM);
            case LOG_STREAM_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    static Optional<FailureClass> failureClass(dev.sia.api.agent.v1.FailureClass failureClass) {
        return switch (failureClass) {
            case FAILURE_CLASS_REPOSITORY -> Optional.of(FailureClass.REPOSITORY);
            case FAILURE_CLASS_TOOL -> Optional.of(FailureClass.TOOL);
            case FAILURE_CLASS_VERIFICATION -> Optional.of(FailureClass.VERIFICATION);
            case FAILURE_CLASS_PUBLICATION -> Optional.of(FailureClass.PUBLICATION);
            case FAILURE_CLASS_TIMEOUT -> Optional.of(FailureClass.TIMEOUT);
            case FAILURE_CLASS_AGENT -> Optional.of(FailureClass.AGENT);
            case FAILURE_CLASS_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }
}
