package dev.sia.server.attempt;

/** What can happen to an attempt. An offer that is not taken leaves no attempt behind, so it is not in here. */
public enum AttemptAction {
    ACCEPT,
    SUCCEED,
    FAIL,
    CANCEL,
    LOSE
}
