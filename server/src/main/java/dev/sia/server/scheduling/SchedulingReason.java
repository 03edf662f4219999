package dev.sia.server.scheduling;

import dev.sia.server.queue.QueueName;
import dev.sia.server.queue.QueuePause;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** One thing that a waiting job waits for, with the facts. */
public sealed interface SchedulingReason {
    /** For people, one or two sentences. */
    String message();

    /** Whether only somebody's act, and not time alone, takes it away: then nobody can tell when the job starts. */
    default boolean blocks() {
        return true;
    }

    /** Nothing is given out from its queue. */
    record QueuePaused(QueueName queue, QueuePause pause) implements SchedulingReason {
        @Override
        public String message() {
            String who = pause.by().name() == null ? "" : " by " + pause.by().name();
            String note = pause.note() == null ? "" : ": " + pause.note();
            String end = pause.until() == null ? "" : " It ends by itself at " + pause.until() + ".";
            return "The queue " + lower(queue) + " is paused" + who + note + (note.isEmpty() ? "." : "") + end;
        }
    }

    /** Its workflow has not been started. */
    record WaitingForTemporal(@Nullable String lastError) implements SchedulingReason {
        @Override
        public String message() {
            return lastError == null
                    ? "Its workflow is being started."
                    : "Its workflow could not be started yet, which is tried again: " + lastError;
        }
    }

    /** The organization has as many running jobs as it allows itself. */
    record ConcurrencyLimit(int limit, int running) implements SchedulingReason {
        @Override
        public String message() {
            return running + " jobs of the organization run, and its settings allow " + limit + ".";
        }
    }

    /** @param agents those that have joined, all of them away */
    record NoAgentOnline(int agents) implements SchedulingReason {
        @Override
        public String message() {
            return agents == 0
                    ? "The organization has no agent."
                    : "None of the organization's agents (" + agents + ") is connected.";
        }
    }

    /**
     * Agents are connected, but none with all of the labels.
     *
     * @param missing those of the job's labels that no connected agent has
     * @param offline agents that have all of the labels and are away
     */
    record NoAgentWithLabels(List<String> labels, List<String> missing, int offline) implements SchedulingReason {
        @Override
        public String message() {
            String what = missing.isEmpty()
                    ? "No connected agent has all of its labels (" + String.join(", ", labels) + ") at once."
                    : "No connected agent has the " + (missing.size() == 1 ? "label " : "labels ")
                            + String.join(", ", missing) + ".";
            return what + (offline == 0 ? "" : " Agents that are away and have all of its labels: " + offline + ".");
        }
    }

    /** @param agents those that have the labels; they take no more jobs */
    record AgentsDraining(int agents) implements SchedulingReason {
        @Override
        public String message() {
            return "Every connected agent that could take it is draining (" + agents + ").";
        }
    }

    /** Every place of every agent that could take it is taken. */
    record AgentsBusy(int agents, int slots) implements SchedulingReason {
        @Override
        public String message() {
            return slots == 0
                    ? "Agents that could take it have no places (" + agents + ")."
                    : "All " + slots + " places of the agents that could take it (" + agents + ") are busy.";
        }

        @Override
        public boolean blocks() {
            return false;
        }
    }

    /** The agents with a free place have just declined a job and are left alone for a moment. */
    record AgentsResting(Instant until) implements SchedulingReason {
        @Override
        public String message() {
            return "The agents with a free place have just declined a job and are asked again at " + until + ".";
        }

        @Override
        public boolean blocks() {
            return false;
        }
    }

    /** Jobs wait in the queue that is served first. */
    record ReworkFirst(int waiting) implements SchedulingReason {
        @Override
        public String message() {
            return "Jobs in the queue rework, which is served first: " + waiting + ".";
        }

        @Override
        public boolean blocks() {
            return false;
        }
    }

    /**
     * Others of its queue are before it.
     *
     * @param position its place; empty when it is so far behind that nobody counted
     * @param waiting jobs in the queue
     */
    record JobsAhead(OptionalInt position, int waiting) implements SchedulingReason {
        @Override
        public String message() {
            return position.isPresent()
                    ? "Others are before it: position " + position.getAsInt() + " of " + waiting + "."
                    : "More others are before it than are counted; " + waiting + " wait.";
        }

        @Override
        public boolean blocks() {
            return false;
        }
    }

    private static String lower(QueueName queue) {
        return queue.name().toLowerCase(Locale.ROOT);
    }
}
