package dev.sia.cli.agent.attempt;

import java.util.regex.Pattern;

/** Repository addresses as people may see them. */
final class RepositoryUrls {
    private static final Pattern CREDENTIALS = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*://)[^/@\\s'\"]+@");

    private RepositoryUrls() {}

    /** Replaces user names and passwords in every address in a text. */
    static String masked(String text) {
        return CREDENTIALS.matcher(text).replaceAll("$1***@");
    }
}
