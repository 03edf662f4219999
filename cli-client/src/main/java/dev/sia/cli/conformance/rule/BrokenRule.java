package dev.sia.cli.conformance.rule;

import dev.sia.cli.conformance.script.Event;
import java.util.Optional;

/** The agent did not keep to the rule; the message is a sentence for its author. */
public final class BrokenRule extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final transient Optional<Event> event;

    BrokenRule(String message, Optional<Event> event) {
        super(message);
        this.reason = message;
        this.event = event;
    }

    BrokenRule(String message, Event event) {
        this(message, Optional.of(event));
    }

    /** The sentence. */
    public String reason() {
        return reason;
    }

    /** Where it happened, if it was something that the agent did. */
    public Optional<Event> event() {
        return event;
    }
}
