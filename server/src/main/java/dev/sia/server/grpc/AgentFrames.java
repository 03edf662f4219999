package dev.sia.server.grpc;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.sia.api.agent.v1.Attach;
import dev.sia.api.agent.v1.AttemptResult;
import dev.sia.api.agent.v1.Drain;
import dev.sia.api.agent.v1.StepReport;
import dev.sia.server.agent.SessionStart;
import dev.sia.server.attempt.AttemptId;
import dev.sia.server.attempt.AttemptOutcome;
import dev.sia.server.attempt.AttemptStep;
import dev.sia.server.attempt.HeldAttempt;
import dev.sia.server.attempt.Lease;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.FieldError;
import dev.sia.server.error.IdText;
import dev.sia.server.job.Failure;
import dev.sia.server.job.Publication;
import dev.sia.server.job.StepState;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Reads what agents send and refuses, naming the field, what breaks a rule of the contract. */
final class AgentFrames {
    private static final int NAME_CHARACTERS = 100;
    private static final int VERSION_CHARACTERS = 100;
    private static final int REASON_CHARACTERS = 500;
    private static final int FAILURE_CHARACTERS = 2000;
    private static final int PUBLICATION_CHARACTERS = 2000;
    private static final int LEASE_CHARACTERS = 200;
    private static final int MOST_LABELS = 32;
    private static final int MOST_CAPACITY = 64;
    /** What an agent may hold: what it runs, and ended attempts whose results are not acknowledged yet. */
    private static final int MOST_HELD = 256;

    private static final Pattern LABEL = Pattern.compile("[a-z0-9][a-z0-9._/-]{0,62}");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Pattern WEB_LINK = Pattern.compile("https?://\\S+");

    private AgentFrames() {}

    static String agentName(String name) {
        require(
                !name.isBlank() && CONTROL.matcher(name).results().findAny().isEmpty(),
                "/name",
                "must be one line, not blank");
        return text(name, NAME_CHARACTERS, "/name");
    }

    static SessionStart sessionStart(Attach attach, String nodeId) {
        List<String> labels = attach.getLabelsList();
        require(labels.size() <= MOST_LABELS, "/attach/labels", "must be at most " + MOST_LABELS);
        for (int i = 0; i < labels.size(); i++) {
            require(LABEL.matcher(labels.get(i)).matches(), "/attach/labels/" + i, "must match " + LABEL.pattern());
        }
        int capacity = attach.getCapacity();
        require(capacity >= 1 && capacity <= MOST_CAPACITY, "/attach/capacity", "must be from 1 to " + MOST_CAPACITY);
        String version = text(attach.getAgentVersion(), VERSION_CHARACTERS, "/attach/agent_version");
        return new SessionStart(version, labels.stream().distinct().sorted().toList(), capacity, nodeId);
    }

    static List<HeldAttempt> heldAttempts(Attach attach) {
        int count = attach.getHeldAttemptsCount();
        require(count <= MOST_HELD, "/attach/held_attempts", "must be at most " + MOST_HELD);
        Set<AttemptId> seen = new HashSet<>();
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    String path = "/attach/held_attempts/" + i;
                    var held = attach.getHeldAttempts(i);
                    AttemptId id = attemptId(held.getAttemptId(), path);
                    require(seen.add(id), path + "/attempt_id", "must be there only once");
                    return new HeldAttempt(id, lease(held.getLease(), path));
                })
                .toList();
    }

    /** @param frame where the id is, as a JSON pointer */
    static AttemptId attemptId(String text, String frame) {
        return new AttemptId(uuid(text, frame + "/attempt_id"));
    }

    static UUID uuid(String text, String path) {
        try {
            return IdText.parse(text);
        } catch (IllegalArgumentException notAnId) {
            throw invalid(path, "must be a UUID");
        }
    }

    static Lease lease(String text, String frame) {
        require(!text.isEmpty(), frame + "/lease", "must not be empty");
        return new Lease(text(text, LEASE_CHARACTERS, frame + "/lease"));
    }

    static String rejection(String reason) {
        return text(reason, REASON_CHARACTERS, "/reject_offer/reason");
    }

    static String drainReason(Drain drain) {
        require(!drain.getOver(), "/drain/over", "must be false: an agent that goes on attaches again");
        return text(drain.getReason(), REASON_CHARACTERS, "/drain/reason");
    }

    static AttemptStep step(StepReport report) {
        var step = AgentProto.step(report.getStep())
                .orElseThrow(() -> invalid("/step_report/step", "must be a known step"));
        StepState state = AgentProto.stepState(report.getState())
                .orElseThrow(() -> invalid("/step_report/state", "must be a known state"));
        Instant at = time(report.hasAt(), report.getAt(), "/step_report/at");
        return state == StepState.STARTED
                ? new AttemptStep(step, state, at, null, null)
                : new AttemptStep(step, state, at, at, report.hasExitCode() ? report.getExitCode() : null);
    }

    static AttemptOutcome outcome(AttemptResult result) {
        return switch (result.getOutcome()) {
            case OUTCOME_SUCCEEDED ->
                new AttemptOutcome.Succeeded(result.hasPublication() ? publication(result.getPublication()) : null);
            case OUTCOME_FAILED -> new AttemptOutcome.Failed(failure(result));
            case OUTCOME_CANCELLED -> new AttemptOutcome.Cancelled();
            case OUTCOME_UNSPECIFIED, UNRECOGNIZED ->
                throw invalid("/attempt_result/outcome", "must be a known outcome");
        };
    }

    private static Failure failure(AttemptResult result) {
        var failureClass = AgentProto.failureClass(result.getFailureClass())
                .orElseThrow(() -> invalid("/attempt_result/failure_class", "must be a known class"));
        String message = text(result.getFailureMessage(), FAILURE_CHARACTERS, "/attempt_result/failure_message");
        return new Failure(
                failureClass,
                AgentProto.step(result.getFailedStep()).orElse(null),
                message.isBlank() ? "The agent gave no reason." : message);
    }

    private static Publication publication(dev.sia.api.agent.v1.Publication publication) {
        String path = "/attempt_result/publication";
        String link = text(publication.getPullRequestUrl(), PUBLICATION_CHARACTERS, path + "/pull_request_url");
        // People click on it: nothing but the web.
        require(
                link.isEmpty() || WEB_LINK.matcher(link).matches(),
                path + "/pull_request_url",
                "must be an http or https link");
        return new Publication(
                filled(publication.getBranch(), path + "/branch"),
                filled(publication.getCommit(), path + "/commit"),
                link.isEmpty() ? null : link,
                count(publication.getFilesChanged(), path + "/files_changed"),
                count(publication.getInsertions(), path + "/insertions"),
                count(publication.getDeletions(), path + "/deletions"));
    }

    private static String filled(String text, String path) {
        require(!text.isBlank(), path, "must not be blank");
        return text(text, PUBLICATION_CHARACTERS, path);
    }

    private static int count(int unsigned, String path) {
        require(unsigned >= 0, path, "must be from 0 to 2^31-1");
        return unsigned;
    }

    private static Instant time(boolean present, Timestamp timestamp, String path) {
        require(present && Timestamps.isValid(timestamp), path, "must be a time");
        return AgentProto.instant(timestamp);
    }

    private static String text(String text, int mostCharacters, String path) {
        require(
                text.codePointCount(0, text.length()) <= mostCharacters,
                path,
                "must be at most " + mostCharacters + " characters");
        return withoutNul(text, path);
    }

    private static String withoutNul(String text, String path) {
        require(text.indexOf('\0') < 0, path, "must not hold the NUL character");
        return text;
    }

    static void require(boolean kept, String path, String rule) {
        if (!kept) {
            throw invalid(path, rule);
        }
    }

    static DomainException invalid(String path, String rule) {
        return DomainException.invalid(FieldError.inBody(path, rule));
    }
}
