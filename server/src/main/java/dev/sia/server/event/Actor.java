package dev.sia.server.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.sia.server.db.StoredAsJson;
import dev.sia.server.identity.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Who did something; kept with what was done, so the name is the one of that time.
 *
 * @param origin where the actor's call came from, while it is being done. It goes to the audit and is stored nowhere else: what is kept
 *     with jobs and events is for everybody in the organization.
 */
@StoredAsJson
public record Actor(
        ActorKind kind,
        @Nullable String id,
        @Nullable String name,
        @JsonIgnore @Nullable Origin origin) {
    public static final Actor SYSTEM = new Actor(ActorKind.SYSTEM, null, null);

    public Actor(ActorKind kind, @Nullable String id, @Nullable String name) {
        this(kind, id, name, null);
    }

    public static Actor of(Principal caller) {
        return switch (caller.kind()) {
            case USER -> user(caller.id(), caller.name());
            case API_KEY -> apiKey(caller.id(), caller.name());
        };
    }

    public static Actor user(String id, @Nullable String name) {
        return new Actor(ActorKind.USER, id, name);
    }

    public static Actor apiKey(String id, @Nullable String name) {
        return new Actor(ActorKind.API_KEY, id, name);
    }

    public static Actor agent(String id, @Nullable String name) {
        return new Actor(ActorKind.AGENT, id, name);
    }

    /** The same one in a call from there. */
    public Actor from(Origin where) {
        return new Actor(kind, id, name, where);
    }
}
