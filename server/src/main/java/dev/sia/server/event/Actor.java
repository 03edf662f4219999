package dev.sia.server.event;

import dev.sia.server.db.StoredAsJson;
import org.jspecify.annotations.Nullable;

/** Who did something; kept with what was done, so the name is the one of that time. */
@StoredAsJson
public record Actor(
        ActorKind kind, @Nullable String id, @Nullable String name) {
    public static final Actor SYSTEM = new Actor(ActorKind.SYSTEM, null, null);

    public static Actor user(String id, @Nullable String name) {
        return new Actor(ActorKind.USER, id, name);
    }

    public static Actor apiKey(String id, @Nullable String name) {
        return new Actor(ActorKind.API_KEY, id, name);
    }

    public static Actor agent(String id, @Nullable String name) {
        return new Actor(ActorKind.AGENT, id, name);
    }
}
