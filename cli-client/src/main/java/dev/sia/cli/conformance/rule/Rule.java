package dev.sia.cli.conformance.rule;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an agent has to do, in the protocol's words. */
public enum Rule {
    /** How a session begins. */
    ATTACH_FIRST("The first request frame is Attach, with protocol_major 1.", SessionChecks::attachFirst),
    /** Who the agent is. */
    ENROL_ONCE("Enrols once with the token, and keeps the credential it is given.", SessionChecks::enrolOnce),
    /** Version of the protocol. */
    VERSION_MISMATCH(
            "FAILED_PRECONDITION on Attach: says why, ends with an exit code other than 0, and does not try on.",
            RefusalChecks::versionMismatch),
    /** Sign of life. */
    HEARTBEAT(
            "Sends a heartbeat at least as often as it was told; three missed ones mean that the stream is dead.",
            SessionChecks::heartbeat),
    /** What is newer than the agent. */
    UNKNOWN_FRAME("Unknown kinds of frames are ignored.", SessionChecks::unknownFrame),
    /** Answers to offers. */
    OFFER_ACCEPT(
            "Answers an offer with AcceptOffer or RejectOffer in time, a repeated one too, and takes no more than its"
                    + " capacity.",
            OfferChecks::offerAccept),
    /** What agents tell of their work. */
    STEPS(
            "Reports of each offered step, in their order, that it STARTED and then how it ended, before the result.",
            WorkChecks::steps),
    /** What is left for review. */
    PUBLICATION(
            "Commits what the tool changed, pushes the work branch, and names branch, commit and changes in its result.",
            WorkChecks::publication),
    /** Words of people. */
    HINT("Acknowledges a Hint, and again when it comes again.", WorkChecks::hint),
    /** Time for all steps. */
    TIMEOUT(
            "When the attempt's timeout is over, stops its processes and reports FAILURE_CLASS_TIMEOUT.",
            StopChecks::timeout),
    /** Time for one step. */
    STEP_TIMEOUT(
            "When the step's timeout is over, stops its processes and reports FAILURE_CLASS_TIMEOUT.",
            StopChecks::stepTimeout),
    /** Numbers of lines. */
    LOG_NUMBERING(
            "Log lines of an attempt are numbered from 1 without holes, in batches within the session's limits.",
            LogChecks::numbering),
    /** Lines that got lost. */
    LOG_RESEND(
            "After a LogAck that stays behind, sends from acked_seq + 1: nothing lost, nothing changed.",
            LogChecks::resend),
    /** After a cut. */
    RESUME(
            "Comes back with jitter when the stream is cut, names the attempt it holds, and goes on from acked_log_seq + 1.",
            ReconnectChecks::resume),
    /** After a cut that was too long. */
    ABANDON(
            "After the verdict ABANDON stops the attempt's processes, sends nothing more about it and forgets it.",
            ReconnectChecks::abandon),
    /** The server's leave. */
    DRAIN(
            "Keeps working through Drain and GoAway, and connects again at a time within GoAway's bounds.",
            ReconnectChecks::drain),
    /** The agent's leave. */
    LEAVE(
            "On SIGTERM sends Drain, rejects offers that cross, finishes what it has, and then closes the stream.",
            ReconnectChecks::leave),
    /** End of an attempt. */
    RESULT_UNTIL_ACKED(
            "Repeats its result every 2 s to 15 s until ResultAck, in a new session too, and then forgets the attempt.",
            ResultChecks::untilAcked),
    /** End of a log. */
    RESULT_FINAL_LOG(
            "Sends the result when the log is acknowledged whole; final_log_seq and log_digest are those of the log.",
            ResultChecks::finalLog),
    /** Stopping one attempt. */
    CANCEL(
            "Acknowledges Cancel at once, stops the process group (SIGTERM, then SIGKILL), reports OUTCOME_CANCELLED.",
            StopChecks::cancel),
    /** An attempt that is somebody else's. */
    LEASE_LOST("After LeaseLost stops the attempt's processes and sends nothing more about it.", StopChecks::leaseLost),
    /** Without a server. */
    GRACE("Without contact for as long as the grace, stops its attempts' processes by itself.", StopChecks::selfFence),
    /** An agent that may no longer. */
    REVOKED(
            "UNAUTHENTICATED in the midst of a session: stops its processes, says why, ends, and does not try again.",
            RefusalChecks::revoked);

    private final String statement;
    private final Check check;

    Rule(String statement, Check check) {
        this.statement = statement;
        this.check = check;
    }

    /** As it is written on the command line. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What the agent has to do. */
    public String statement() {
        return statement;
    }

    /** The rule with an id. */
    public static Optional<Rule> of(String id) {
        return Arrays.stream(values()).filter(rule -> rule.id().equals(id)).findFirst();
    }

    /** Tries it; returns when the agent kept to it. */
    public void on(Stage stage) throws BrokenRule, IOException, InterruptedException {
        check.on(stage);
        stage.requireLiveLeases(this == LEASE_LOST || this == GRACE);
    }
}
