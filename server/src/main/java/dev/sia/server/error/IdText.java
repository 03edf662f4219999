package dev.sia.server.error;

import java.util.UUID;

/** Ids as callers write them. */
public final class IdText {
    private IdText() {}

    /**
     * Reads the one form that an id has, in small or capital letters. Java's own reading also takes groups that are too short
     * or too long, so that many texts would be one id.
     *
     * @throws IllegalArgumentException for any other text, which its message does not repeat
     */
    public static UUID parse(String text) {
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equalsIgnoreCase(text)) {
                return id;
            }
        } catch (IllegalArgumentException notAnId) {
            // The refusal below says all there is to say.
        }
        throw new IllegalArgumentException("must be a UUID");
    }
}
