package dev.sia.contracts.agent;

import au.com.dius.pact.core.model.ProviderState;
import au.com.dius.pact.core.model.V4Interaction;
import au.com.dius.pact.core.model.v4.MessageContents;
import dev.sia.api.agent.v1.ConfirmCredentialRequest;
import dev.sia.api.agent.v1.ConfirmCredentialResponse;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.ConnectResponse;
import dev.sia.api.agent.v1.EnrolRequest;
import dev.sia.api.agent.v1.EnrolResponse;
import dev.sia.api.agent.v1.RotateCredentialRequest;
import dev.sia.api.agent.v1.RotateCredentialResponse;
import dev.sia.contracts.pact.Example;
import dev.sia.contracts.pact.Pacts;
import java.util.List;
import java.util.stream.Stream;

/** What the reference agent and the server say to each other. Names in capitals are the descriptions of interactions. */
final class AgentInteractions {
    static final String CONSUMER = "sia-agent";

    static final String ENROL = "enrol";
    static final String ROTATE = "ask for a new credential";
    static final String CONFIRM = "use the new credential";
    static final String ATTACH = "attach a new agent";
    static final String ATTACH_AGAIN = "attach an agent that still holds an attempt";
    static final String OFFER = "offer an attempt";
    static final String ACCEPT = "accept an offer";
    static final String REJECT = "reject an offer";
    static final String STEP = "report that a step began";
    static final String STEP_ENDED = "report that a step ended";
    static final String LOG = "log lines";
    static final String LOG_HOLE = "log lines that leave a hole";
    static final String SUCCEEDED = "report success";
    static final String FAILED = "report a failure";
    static final String CANCEL = "cancel an attempt";
    static final String CANCEL_ACK = "acknowledge a cancellation";
    static final String CANCELLED = "report that the attempt was stopped";
    static final String LEASE_LOST = "report with a lease that was lost";
    static final String AGENT_HEARTBEAT = "heartbeat of the agent";
    static final String SERVER_HEARTBEAT = "heartbeat of the server";
    static final String AGENT_DRAIN = "the agent is going to stop";
    static final String SERVER_DRAIN = "somebody drains the agent";
    static final String GO_AWAY = "the server node is going to stop";
    static final String HINT = "words of a person for the tool";
    static final String HINT_ACK = "acknowledge a hint";

    private static final String DURATION = "\\d+(\\.\\d+)?s";

    /** Of every frame about an attempt. */
    private static final String ATTEMPT =
            "\"attemptId\": \"0198f0c5-1111-7a52-9c3b-5d8f6e1a2b3c\", \"lease\": \"2fQ9k1c7n0\"";

    private AgentInteractions() {}

    static List<V4Interaction> all() {
        return Stream.of(session(), offers(), reports(), ends())
                .flatMap(List::stream)
                .toList();
    }

    private static List<V4Interaction> session() {
        return List.of(
                Pacts.exchange(
                        ENROL,
                        new ProviderState("an enrolment token"),
                        Example.json("{\"name\": \"build-box-1\"}")
                                .message(EnrolRequest.getDescriptor().getFullName()),
                        Example.json("""
                                {"agentId": "0198f0c0-2222-7a52-9c3b-5d8f6e1a2b3c",
                                 "organizationId": "1189c444-8a2d-4c41-8b4b-ae43ce79a492", "credential": "sia_ag_EXAMPLE"}
                                """)
                                .matching("$.credential", "sia_ag_\\S{20,}|sia_ag_EXAMPLE")
                                .message(EnrolResponse.getDescriptor().getFullName())),
                Pacts.exchange(
                        ROTATE,
                        new ProviderState("an enrolled agent"),
                        Example.json("{}")
                                .message(RotateCredentialRequest.getDescriptor().getFullName()),
                        Example.json("{\"credential\": \"sia_ag_EXAMPLE\"}")
                                .matching("$.credential", "sia_ag_\\S{20,}|sia_ag_EXAMPLE")
                                .message(
                                        RotateCredentialResponse.getDescriptor().getFullName())),
                Pacts.exchange(
                        CONFIRM,
                        new ProviderState("an enrolled agent that was given a new credential"),
                        Example.json("{}")
                                .message(
                                        ConfirmCredentialRequest.getDescriptor().getFullName()),
                        Example.json("{}")
                                .message(ConfirmCredentialResponse.getDescriptor()
                                        .getFullName())),
                Pacts.exchange(
                        ATTACH,
                        new ProviderState("an enrolled agent"),
                        attach("").message(kind()),
                        attached("").message(answer())),
                Pacts.exchange(
                        ATTACH_AGAIN,
                        new ProviderState("an agent that went away with a running attempt"),
                        held(attach("{" + ATTEMPT + ", \"ackedLogSeq\": \"3\"}"))
                                .message(kind()),
                        attached("""
                                {"attemptId": "0198f0c5-1111-7a52-9c3b-5d8f6e1a2b3c",
                                 "action": "HELD_ATTEMPT_ACTION_CONTINUE", "ackedLogSeq": "3", "reason": ""}""")
                                .exactly("$.attached.verdicts[*].action", "$.attached.verdicts[*].reason")
                                .matching("$.attached.verdicts[*].ackedLogSeq", "\\d+")
                                .message(answer())),
                Pacts.exchange(
                        AGENT_HEARTBEAT,
                        new ProviderState("an attached agent"),
                        Example.json("{\"heartbeat\": {}}").message(kind())),
                Pacts.exchange(
                        AGENT_DRAIN,
                        new ProviderState("an attached agent"),
                        Example.json("{\"drain\": {\"reason\": \"SIGTERM\"}}").message(kind())),
                Pacts.message(
                        SERVER_DRAIN,
                        new ProviderState("an attached agent that is drained"),
                        Example.json("{\"drain\": {\"reason\": \"disk is full\", \"over\": false}}")
                                .exactly("$.drain.reason")
                                .message(answer())),
                Pacts.message(
                        GO_AWAY,
                        new ProviderState("an attached agent of a server that stops"),
                        Example.json("""
                                {"goAway": {"reason": "The server is stopping; connect again.",
                                  "reconnectAfter": "0.500s", "reconnectWithin": "1.502s"}}
                                """)
                                .matching("$.goAway.reconnectAfter", DURATION)
                                .matching("$.goAway.reconnectWithin", DURATION)
                                .message(answer())),
                Pacts.message(
                        SERVER_HEARTBEAT,
                        new ProviderState("an attached agent"),
                        Example.json("{\"heartbeat\": {}}").message(answer())));
    }

    private static Example attach(String held) {
        return Example.json("""
                {"attach": {"protocolMajor": 1, "protocolMinor": 0, "agentVersion": "0.1.0", "labels": ["linux"],
                  "capacity": 1, "heldAttempts": [%s]}}
                """.formatted(held)).exactly("$.attach.protocolMajor", "$.attach.protocolMinor");
    }

    private static Example held(Example attach) {
        return attach.fromState("$.attach.heldAttempts[0].attemptId", "attemptId")
                .fromState("$.attach.heldAttempts[0].lease", "lease")
                .matching("$.attach.heldAttempts[*].ackedLogSeq", "\\d+");
    }

    private static Example attached(String verdicts) {
        return Example.json("""
                {"attached": {"agentId": "0198f0c0-2222-7a52-9c3b-5d8f6e1a2b3c", "sessionEpoch": "1",
                  "serverVersion": "0.1.0", "heartbeatInterval": "1s", "grace": "120s",
                  "logLimits": {"maxBatchLines": 1000, "maxBatchBytes": 262144, "maxLineBytes": 16384},
                  "verdicts": [%s]}}
                """.formatted(verdicts))
                .matching("$.attached.sessionEpoch", "[1-9]\\d*")
                .matching("$.attached.heartbeatInterval", DURATION)
                .matching("$.attached.grace", DURATION);
    }

    private static List<V4Interaction> offers() {
        return List.of(
                Pacts.message(
                        OFFER,
                        new ProviderState("an attached agent and a queued job"),
                        Example.json("""
                                {"offer": {%s, "jobId": "0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c", "attemptNumber": 1,
                                  "answerWithin": "15s", "timeout": "3600s",
                                  "job": {"title": "Add --json to export",
                                    "prompt": "Add a --json flag to the export command, with tests.",
                                    "repositoryUrl": "https://git.example.com/acme/exporter.git", "baseBranch": "main",
                                    "workBranch": "sia/0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c",
                                    "steps": ["STEP_PREPARE", "STEP_GENERATE", "STEP_VERIFY", "STEP_PUBLISH", "STEP_CLEANUP"]}}}
                                """.formatted(ATTEMPT))
                                .exactly(
                                        "$.offer.attemptNumber",
                                        "$.offer.timeout",
                                        "$.offer.job.title",
                                        "$.offer.job.prompt",
                                        "$.offer.job.repositoryUrl",
                                        "$.offer.job.baseBranch",
                                        "$.offer.job.steps")
                                .matching("$.offer.lease", "\\S+")
                                .matching("$.offer.answerWithin", DURATION)
                                .matching("$.offer.job.workBranch", "sia/" + Example.UUID)
                                .message(answer())),
                report(ACCEPT, "an offered attempt", about("{\"acceptOffer\": {" + ATTEMPT + "}}", "acceptOffer")),
                report(
                        REJECT,
                        "an offered attempt",
                        about("{\"rejectOffer\": {" + ATTEMPT + ", \"reason\": \"No free slot\"}}", "rejectOffer")));
    }

    private static List<V4Interaction> reports() {
        String running = "a running attempt";
        return List.of(
                Pacts.message(
                        HINT,
                        new ProviderState("a running attempt that gets a hint"),
                        Example.json("""
                                {"hint": {"attemptId": "0198f0c5-1111-7a52-9c3b-5d8f6e1a2b3c",
                                  "hintId": "0198f0c6-1111-7a52-9c3b-5d8f6e1a2b3c", "text": "Try the other file",
                                  "author": "owner@example.com"}}
                                """).exactly("$.hint.text").message(answer())),
                report(HINT_ACK, running, about("""
                                {"hintAck": {%s, "hintId": "0198f0c6-1111-7a52-9c3b-5d8f6e1a2b3c"}}
                                """.formatted(ATTEMPT), "hintAck")),
                report(STEP, running, step("STEP_STATE_STARTED", "")),
                report(
                        STEP_ENDED,
                        running,
                        step("STEP_STATE_SUCCEEDED", ", \"exitCode\": 0").exactly("$.stepReport.exitCode")),
                Pacts.exchange(
                        LOG,
                        new ProviderState(running),
                        log(1).message(kind()),
                        logAck(2).message(answer())),
                Pacts.exchange(
                        LOG_HOLE,
                        new ProviderState(running),
                        log(5).message(kind()),
                        logAck(0).message(answer())),
                Pacts.exchange(
                        LEASE_LOST,
                        new ProviderState("an attempt that was lost"),
                        step("STEP_STATE_STARTED", "").message(kind()),
                        Example.json("""
                                {"leaseLost": {"attemptId": "0198f0c5-1111-7a52-9c3b-5d8f6e1a2b3c",
                                  "reason": "The agent was restarted."}}
                                """).message(answer())));
    }

    private static Example step(String state, String more) {
        return about("""
                        {"stepReport": {%s, "step": "STEP_GENERATE", "state": "%s", "at": "2026-11-23T09:30:01Z"%s}}
                        """.formatted(ATTEMPT, state, more), "stepReport")
                .exactly("$.stepReport.step", "$.stepReport.state");
    }

    private static Example log(int firstSeq) {
        return about("""
                        {"logBatch": {%s, "firstSeq": "%d", "lines": [
                          {"at": "2026-11-23T09:30:01.204Z", "stream": "LOG_STREAM_STDOUT", "step": "STEP_GENERATE",
                           "text": "Reading export.py", "continued": false},
                          {"at": "2026-11-23T09:30:01.205Z", "stream": "LOG_STREAM_STDERR", "step": "STEP_GENERATE",
                           "text": "warning: unused import", "continued": false}]}}
                        """.formatted(ATTEMPT, firstSeq), "logBatch")
                .matching("$.logBatch.firstSeq", "[1-9]\\d*")
                .matching("$.logBatch.lines[*].stream", "LOG_STREAM_(STDOUT|STDERR|SYSTEM)")
                .matching("$.logBatch.lines[*].step", "STEP_(PREPARE|GENERATE|VERIFY|PUBLISH|CLEANUP)");
    }

    private static Example logAck(int ackedSeq) {
        return Example.json("""
                {"logAck": {"attemptId": "0198f0c5-1111-7a52-9c3b-5d8f6e1a2b3c", "ackedSeq": "%d"}}
                """.formatted(ackedSeq)).exactly("$.logAck.ackedSeq");
    }

    private static List<V4Interaction> ends() {
        String logged = "a running attempt with three log lines";
        String toBeCancelled = "a running attempt whose job is to be cancelled";
        return List.of(
                Pacts.exchange(SUCCEEDED, new ProviderState(logged), succeeded().message(kind()), resultAck()),
                Pacts.exchange(
                        FAILED,
                        new ProviderState(logged),
                        result("""
                                "outcome": "OUTCOME_FAILED", "failureClass": "FAILURE_CLASS_VERIFICATION",
                                "failedStep": "STEP_VERIFY",
                                "failureMessage": "The verify command ended with exit code 1.", "finalLogSeq": "3"
                                """)
                                .exactly("$.attemptResult.failureClass", "$.attemptResult.failedStep")
                                .message(kind()),
                        resultAck()),
                Pacts.message(
                        CANCEL,
                        new ProviderState(toBeCancelled),
                        Example.json("""
                                {"cancel": {"attemptId": "0198f0c5-1111-7a52-9c3b-5d8f6e1a2b3c",
                                  "reason": "No longer needed", "killAfter": "5s"}}
                                """)
                                .matching("$.cancel.killAfter", DURATION)
                                .message(answer())),
                report(
                        CANCEL_ACK,
                        "a running attempt that is told to stop",
                        about("{\"cancelAck\": {" + ATTEMPT + "}}", "cancelAck")),
                Pacts.exchange(
                        CANCELLED,
                        new ProviderState("a running attempt that is told to stop"),
                        result("\"outcome\": \"OUTCOME_CANCELLED\", \"finalLogSeq\": \"0\"")
                                .message(kind()),
                        resultAck()));
    }

    private static Example succeeded() {
        return result("""
                        "outcome": "OUTCOME_SUCCEEDED", "finalLogSeq": "3",
                        "publication": {"branch": "sia/0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c",
                          "commit": "4b825dc642cb6eb9a060e54bf8d69288fbee4904", "filesChanged": 1, "insertions": 1,
                          "deletions": 0}
                        """)
                .matching("$.attemptResult.publication.branch", "sia/.+")
                .matching("$.attemptResult.publication.commit", "[0-9a-f]{40}");
    }

    private static Example result(String members) {
        return about("{\"attemptResult\": {" + ATTEMPT + ", " + members + "}}", "attemptResult")
                .exactly("$.attemptResult.outcome")
                .matching("$.attemptResult.finalLogSeq", "\\d+");
    }

    private static MessageContents resultAck() {
        return Example.json("{\"resultAck\": {\"attemptId\": \"0198f0c5-1111-7a52-9c3b-5d8f6e1a2b3c\"}}")
                .message(answer());
    }

    /** A frame about the attempt of the provider's state. */
    private static Example about(String json, String frame) {
        return Example.json(json)
                .fromState("$." + frame + ".attemptId", "attemptId")
                .fromState("$." + frame + ".lease", "lease")
                .matching("$." + frame + ".lease", "\\S+");
    }

    /** A frame that is not answered. */
    private static V4Interaction report(String description, String state, Example frame) {
        return Pacts.exchange(description, new ProviderState(state), frame.message(kind()));
    }

    private static String kind() {
        return ConnectRequest.getDescriptor().getFullName();
    }

    private static String answer() {
        return ConnectResponse.getDescriptor().getFullName();
    }
}
