package dev.sia.contracts.live;

/** States of the provider in which sessions and subscriptions end that do not go well. */
final class LiveStates {
    static final String SILENT = "a session that has not said anything";
    static final String TOO_MANY_GUESSES = "an address that too many wrong tokens came from";
    static final String FAULT = "a fault that every session comes upon";
    static final String TOKEN_ENDS = "a watching session whose token ends";
    static final String MEMBER_LEAVES = "a session of a member who leaves the only organization and watches nothing";
    static final String WATCHING_MEMBER_LEAVES =
            "a session of a member who leaves the only organization, told that it watches no more";
    static final String SERVER_STOPS = "a watching session on a server that stops";
    static final String KEY_FOR_JOBS_ONLY = "an API key that may see jobs and nothing else";
    static final String TOO_MANY_WATCHERS = "an organization that as many watch as may";
    static final String NO_DATABASE = "a session on a server whose database is out of reach";
    static final String DAMAGED_LOG = "a running job whose stored lines are damaged";

    private LiveStates() {}
}
