package dev.sia.server.rest.json;

import dev.sia.api.model.Actor;
import dev.sia.api.model.ActorKind;

/** Who did something. */
public final class ActorJson {
    private ActorJson() {}

    static Actor of(dev.sia.server.event.Actor actor) {
        return new Actor()
                .kind(ActorKind.valueOf(actor.kind().name()))
                .id(actor.id())
                .name(actor.name());
    }
}
