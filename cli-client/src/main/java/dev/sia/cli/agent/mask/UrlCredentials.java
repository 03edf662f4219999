package dev.sia.cli.agent.mask;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what is secret in addresses such as {@code https://user:password@host/path}. */
public final class UrlCredentials {
    private static final Pattern USER_INFO =
            Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/@\\s:'\"]*)(?::([^/@\\s'\"]*))?@");

    /** What stands in the place of a password when the user's name is the token. */
    private static final String NO_PASSWORD = "x-oauth-basic";

    private UrlCredentials() {}

    /**
     * Passwords in all addresses of a text, as they stand there and decoded; over HTTP the user's name too where it takes the
     * password's place.
     */
    public static Set<String> in(String text) {
        Set<String> found = new LinkedHashSet<>();
        Matcher matcher = USER_INFO.matcher(text);
        while (matcher.find()) {
            String password = matcher.group(3);
            boolean nameIsToken = password == null || password.isEmpty() || password.equals(NO_PASSWORD);
            if (!nameIsToken) {
                add(password, found);
            } else if (matcher.group(1).toLowerCase(Locale.ROOT).startsWith("http")) {
                add(matcher.group(2), found);
            }
        }
        return found;
    }

    private static void add(String secret, Set<String> found) {
        found.add(secret);
        try {
            found.add(URLDecoder.decode(secret.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            // A stray per cent sign: then it is not encoded.
            found.add(secret);
        }
    }
}
