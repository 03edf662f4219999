package dev.sia.cli.conformance.rule;

import java.io.IOException;

/** Tries one rule. */
interface Check {
    /** Returns when the agent kept to the rule. */
    void on(Stage stage) throws BrokenRule, IOException, InterruptedException;
}
