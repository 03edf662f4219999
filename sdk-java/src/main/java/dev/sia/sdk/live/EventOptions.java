package dev.sia.sdk.live;

import dev.sia.api.live.Topic;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which events to watch.
 *
 * @param topic any but {@code JOB_LOG}
 * @param jobId the job, with the topic {@code JOB}; otherwise null
 * @param afterNumber only events with a greater number; null for those from now on
 * @param reconnect when to connect again
 */
public record EventOptions(
        Topic topic, @Nullable UUID jobId, @Nullable Long afterNumber, ReconnectPolicy reconnect) {

    /** Refuses topics that do not fit. */
    public EventOptions {
        if (topic == Topic.JOB_LOG || topic == Topic.UNRECOGNIZED) {
            throw new IllegalArgumentException("topic " + topic + " has no events");
        }
        if ((topic == Topic.JOB) != (jobId != null)) {
            throw new IllegalArgumentException("a job id belongs to the topic job and only to it");
        }
    }

    /** Events of one job, from now on. */
    public static EventOptions job(UUID jobId) {
        return new EventOptions(Topic.JOB, jobId, null, ReconnectPolicy.DEFAULT);
    }

    /** Events of {@code QUEUE}, {@code AGENTS} or {@code ORGANIZATION}, from now on. */
    public static EventOptions topic(Topic topic) {
        return new EventOptions(topic, null, null, ReconnectPolicy.DEFAULT);
    }

    /** The same, beginning after an event. */
    public EventOptions after(long number) {
        return new EventOptions(topic, jobId, number, reconnect);
    }

    /** The same with other times to connect again. */
    public EventOptions reconnecting(ReconnectPolicy policy) {
        return new EventOptions(topic, jobId, afterNumber, policy);
    }
}
