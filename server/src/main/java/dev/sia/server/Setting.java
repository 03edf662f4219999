package dev.sia.server;

import java.util.Objects;

/**
 * One thing that an operator can set.
 *
 * @param name the environment variable, and the key in the properties file
 * @param defaultText what is parsed when it is not set; empty for "not set"
 * @param meaning one line for {@code --help}
 * @param parser from text to value; refuses with an {@link IllegalArgumentException} that says what it wants
 */
record Setting<T>(String name, String defaultText, String meaning, Parser<T> parser) {
    /** Reads one value. */
    interface Parser<T> {
        T parse(String text);
    }

    Setting {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(defaultText, "defaultText");
        Objects.requireNonNull(meaning, "meaning");
        Objects.requireNonNull(parser, "parser");
    }
}
