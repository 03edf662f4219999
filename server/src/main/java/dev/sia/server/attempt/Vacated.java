package dev.sia.server.attempt;

/** What an attempt that is over says about its agent. */
enum Vacated {
    /** Nothing: the job's own doing, or somebody cancelled it. */
    AS_IT_WAS,
    /** The agent does its work. */
    WELL,
    /** The attempt ended for a reason that lies with the agent. */
    FAILED,
    /** It did not take the offer: it is left alone for a moment. */
    DECLINED
}
