package dev.sia.server.rest.json;

import dev.sia.api.model.Actor;
import dev.sia.api.model.ActorKind;
import dev.sia.server.identity.Principal;

/** Who did something. */
public final class ActorJson {
    private ActorJson() {}

    static Actor of(dev.sia.server.event.Actor actor) {
        return new Actor()
                .kind(ActorKind.valueOf(actor.kind().name()))
                .id(actor.id())
                .name(actor.name());
    }

    /** The caller as the one who does something. */
    public static dev.sia.server.event.Actor caller(Principal caller) {
        return switch (caller.kind()) {
            case USER -> dev.sia.server.event.Actor.user(caller.id(), caller.name());
            case API_KEY -> dev.sia.server.event.Actor.apiKey(caller.id(), caller.name());
        };
    }
}
