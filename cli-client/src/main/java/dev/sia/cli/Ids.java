package dev.sia.cli;

import java.util.UUID;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** Ids as people type them. */
final class Ids {
    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private Ids() {}

    static UUID parse(String text) {
        if (!UUID_TEXT.matcher(text).matches()) {
            throw new TypeConversionException(
                    "'" + text + "' is not a whole id; ids look like 0198f0c4-7d1e-7a52-9c3b-5d8f6e1a2b3c");
        }
        return UUID.fromString(text);
    }
}
