package dev.sia.server.signal;

import java.util.UUID;

/** What a signal is about, small enough to cross nodes as text. */
public record Topic(Kind kind, UUID id) {
    /** Kinds of topics. */
    public enum Kind {
        /** Events were appended to the organization with this id. */
        EVENTS,
        /** Events about the job with this id were appended. */
        JOB,
        /** Log lines or the end of an attempt of the job with this id were stored. */
        LOG,
        /** Something changed that may let the organization with this id give out a job. */
        DISPATCH,
        /** People changed how the agent with this id stands: drained, resumed, removed. */
        AGENT,
        /** The API key with this id was revoked. */
        API_KEY
    }

    public static Topic events(UUID organizationId) {
        return new Topic(Kind.EVENTS, organizationId);
    }

    public static Topic job(UUID jobId) {
        return new Topic(Kind.JOB, jobId);
    }

    public static Topic log(UUID jobId) {
        return new Topic(Kind.LOG, jobId);
    }

    public static Topic dispatch(UUID organizationId) {
        return new Topic(Kind.DISPATCH, organizationId);
    }

    public static Topic agent(UUID agentId) {
        return new Topic(Kind.AGENT, agentId);
    }

    public static Topic apiKey(UUID keyId) {
        return new Topic(Kind.API_KEY, keyId);
    }
}
