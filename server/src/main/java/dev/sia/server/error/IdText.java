package dev.sia.server.error;

import java.util.UUID;

/** Ids as callers write them. */
public final class IdText {
    private IdText() {}

    /**
     * Reads the one form that an id has, in small or capital letters. Java's own reading also takes groups that are too short
     * or too long, so that many texts would be one id.
     *
     * @throws IllegalArgumentException for any other text
     */
    public static UUID parse(String text) {
        UUID id = UUID.fromString(text);
        if (!id.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException("not the form of an id");
        }
        return id;
    }
}
