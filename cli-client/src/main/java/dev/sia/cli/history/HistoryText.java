package dev.sia.cli.history;

import dev.sia.api.model.Actor;
import dev.sia.api.model.ActorKind;

/** What happened, as people read it. */
final class HistoryText {
    private HistoryText() {}

    static String by(Actor actor) {
        if (actor.getName() != null) {
            return actor.getName();
        }
        return actor.getKind() == ActorKind.SYSTEM || actor.getId() == null
                ? actor.getKind().toString()
                : actor.getId();
    }
}
