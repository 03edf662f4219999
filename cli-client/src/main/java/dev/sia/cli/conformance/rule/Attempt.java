package dev.sia.cli.conformance.rule;

import dev.sia.api.agent.v1.Offer;
import dev.sia.cli.conformance.script.ReceivedLog;

/** An attempt that was offered. */
record Attempt(Offer offer, Tool tool, ReceivedLog log) {
    String id() {
        return offer.getAttemptId();
    }

    String lease() {
        return offer.getLease();
    }
}
