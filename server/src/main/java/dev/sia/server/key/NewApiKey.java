package dev.sia.server.key;

import dev.sia.server.identity.Scope;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a new API key shall be good for.
 *
 * @param validFor null for a key that works until it is revoked
 */
public record NewApiKey(
        String name, Set<Scope> scopes, @Nullable Duration validFor) {
    public NewApiKey {
        Objects.requireNonNull(name, "name");
        scopes = Set.copyOf(scopes);
    }
}
