package dev.sia.server.db;

import java.util.Objects;

/** The text of a JSON document, stored as {@code jsonb}; what is in it is the business of whoever reads it. */
public record Json(String text) {
    public Json {
        Objects.requireNonNull(text, "text");
    }

    public static Json emptyObject() {
        return new Json("{}");
    }
}
