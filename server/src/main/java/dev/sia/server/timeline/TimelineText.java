package dev.sia.server.timeline;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Entries of a timeline as people read them. */
final class TimelineText {
    private TimelineText() {}

    static String of(TimelineEntry entry) {
        return sentence(what(entry), entry.reason());
    }

    private static String what(TimelineEntry entry) {
        return switch (entry.type()) {
            case JOB_QUEUED -> "Queued in " + words(entry.queue());
            case JOB_UPDATED -> "The job was changed while it waited";
            case JOB_HINTED -> "The tool of attempt " + entry.attempt() + " was told something";
            case JOB_HINT_DELIVERED -> "A hint for attempt " + entry.attempt() + " has reached " + agent(entry);
            case JOB_MOVED -> "Its place in " + words(entry.queue()) + " was changed";
            case QUEUE_PAUSED -> "The queue " + words(entry.queue()) + " was paused";
            case QUEUE_RESUMED -> "The queue " + words(entry.queue()) + " was resumed";
            case SETTINGS_CHANGED -> "The organization's settings were changed";
            case API_KEY_CREATED -> "An API key was made";
            case API_KEY_REVOKED -> "An API key was revoked";
            case JOB_STATUS_CHANGED -> "The job is " + words(entry.jobStatus()) + " now";
            case JOB_CANCELLATION_CHANGED -> cancellation(Objects.requireNonNullElse(entry.cancellationStage(), ""));
            case JOB_RECOVERED -> "The server found the job stranded and brought it on";
            case ATTEMPT_STATUS_CHANGED -> attempt(entry);
            case ATTEMPT_WITHDRAWN -> "The offer to " + agent(entry) + " was withdrawn";
            case ATTEMPT_STEP_CHANGED ->
                "Step " + words(entry.step()) + " of attempt " + entry.attempt() + " " + words(entry.stepState());
            case AGENT_ENROLLED -> agent(entry) + " joined the organization";
            case AGENT_UPDATED -> agent(entry) + " was changed";
            case AGENT_REMOVED -> agent(entry) + " was removed";
            case AGENT_CREDENTIAL_ROTATED -> agent(entry) + " has a new credential";
            case AGENT_CREDENTIAL_REVOKED -> "The credential of " + agent(entry) + " was revoked";
            case ENROLMENT_TOKEN_CREATED -> "An enrolment token was made";
            case ENROLMENT_TOKEN_REVOKED -> "An enrolment token was revoked";
            case AGENT_STATUS_CHANGED -> agent(entry) + " is " + words(entry.agentStatus()) + " now";
        };
    }

    private static String attempt(TimelineEntry entry) {
        String attempt = "Attempt " + entry.attempt();
        String status = Objects.requireNonNullElse(entry.attemptStatus(), "");
        return switch (status) {
            case "offered" -> attempt + " was offered to " + agent(entry);
            case "running" -> attempt + " was accepted by " + agent(entry);
            case "succeeded" -> attempt + " succeeded on " + agent(entry);
            case "failed" -> attempt + " failed on " + agent(entry);
            case "cancelled" -> attempt + " was stopped on " + agent(entry);
            case "lost" -> attempt + " was lost with " + agent(entry);
            default -> attempt + " is " + words(status) + " now";
        };
    }

    private static String cancellation(String stage) {
        return switch (stage) {
            case "requested" -> "Cancellation was asked for";
            case "delivered" -> "The agent was told to stop";
            case "stopped" -> "The work was stopped";
            case "unconfirmed" -> "The agent could not be told to stop, and has lost the job";
            default -> "The cancellation is " + words(stage) + " now";
        };
    }

    private static String agent(TimelineEntry entry) {
        return entry.agentName() == null ? "an agent" : entry.agentName();
    }

    private static String words(@Nullable String name) {
        return name == null ? "unknown" : name.replace('_', ' ');
    }

    private static String sentence(String what, @Nullable String reason) {
        String text = Character.toUpperCase(what.charAt(0)) + what.substring(1);
        if (reason == null || reason.isBlank()) {
            return text + ".";
        }
        boolean ends = reason.endsWith(".") || reason.endsWith("!") || reason.endsWith("?");
        return text + ": " + reason + (ends ? "" : ".");
    }
}
