package dev.sia.validation;

import dev.sia.validation.Exchange.Answer;
import dev.sia.validation.Exchange.Request;
import dev.sia.validation.Operation.Body;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Looks at the events of one stream as they leave. */
final class EventWatch {
    private static final String NAME = "event: ";
    private static final String DATA = "data: ";

    private final String operation;
    private final Body body;
    private final BodyRules rules;
    private final Findings findings;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private @Nullable String name;
    private @Nullable String data;

    private EventWatch(String operation, Body body, BodyRules rules, Findings findings) {
        this.operation = operation;
        this.body = body;
        this.rules = rules;
        this.findings = findings;
    }

    /** Null for an answer that is no stream of events. */
    static @Nullable EventWatch of(RestRules rules, Request request, Answer answer, Findings findings) {
        if (answer.header("content-type")
                .map(Exchange::essence)
                .filter(Predicate.isEqual(BodyRules.EVENTS))
                .isEmpty()) {
            return null;
        }
        return rules.operation(request.method(), request.path())
                .flatMap(operation -> rules.outcome(operation, answer.status())
                        .map(outcome -> outcome.bodies().get(BodyRules.EVENTS))
                        .map(body -> new EventWatch(operation.id(), body, rules.bodies(), findings)))
                .orElse(null);
    }

    void add(ByteBuffer part) {
        ByteBuffer slice = part.slice();
        while (slice.hasRemaining()) {
            byte next = slice.get();
            if (next != '\n') {
                line.write(next);
                continue;
            }
            line(line.toString(StandardCharsets.UTF_8));
            line.reset();
        }
    }

    private void line(String text) {
        if (text.startsWith(NAME)) {
            name = text.substring(NAME.length());
        } else if (text.startsWith(DATA)) {
            data = text.substring(DATA.length());
        } else if (text.isEmpty()) {
            end();
        }
    }

    /** Comments and what says when to come back have neither name nor data. */
    private void end() {
        if (name != null || data != null) {
            findings.countEvent();
            rules.eventFlaws(body, name, data).forEach(flaw -> findings.add(operation + ": " + flaw));
        }
        name = null;
        data = null;
    }
}
