package dev.sia.contracts.rest;

/** States that refusals need. All of them know every id of a path, though nothing has it. */
final class RestStates {
    static final String TOKEN_NOT_GOOD = "a caller whose token is not good";
    static final String VIEWER = "an organization and a viewer of it";
    static final String KEY_FOR_THE_AUDIT_ONLY = "an API key that may see the audit and nothing else";
    static final String OWNER_OF_NOTHING = "an owner of an organization that has nothing";
    static final String OTHERS = "an organization that the caller is not a member of";
    static final String ASKED_TOO_OFTEN = "a caller who has asked too often";
    static final String FAULT = "a mistake in the server that every request comes upon";
    static final String NO_DATABASE = "a server whose database is out of reach";
    static final String NO_DATABASE_FOR_A_KEY = "an API key and a server whose database is out of reach";
    static final String TOO_BUSY = "a server that answers as many requests as it can";
    static final String SMALL_BODIES = "a server that takes bodies of 1 KiB at most";
    static final String AS_MANY_KEYS_AS_MAY_BE = "an organization with as many API keys as it may have";

    private RestStates() {}
}
