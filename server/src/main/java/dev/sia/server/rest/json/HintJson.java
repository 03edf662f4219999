package dev.sia.server.rest.json;

import dev.sia.api.model.Hint;

/** Hints. */
public final class HintJson {
    private HintJson() {}

    public static Hint of(dev.sia.server.attempt.Hint hint) {
        return new Hint()
                .id(hint.id())
                .jobId(hint.jobId().value())
                .attempt(hint.attempt())
                .text(hint.text())
                .createdBy(ActorJson.of(hint.actor()))
                .createdAt(hint.createdAt())
                .deliveredAt(hint.deliveredAt());
    }
}
