package dev.sia.server.identity.propelauth;

import java.util.Optional;

/** Keeps the last good keys over a restart, so that one works while PropelAuth is away. */
public interface KeyMemory {
    Optional<String> load();

    /** @throws java.io.UncheckedIOException when it cannot be kept */
    void save(String text);
}
