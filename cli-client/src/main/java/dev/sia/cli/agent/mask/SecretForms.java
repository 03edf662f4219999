package dev.sia.cli.agent.mask;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The shapes in which a secret may turn up: as it is, with the other kind of line end, as a JSON string has it, each of its long
 * lines by itself, and any of these in an address (percent-encoded).
 */
final class SecretForms {
    /** Shorter lines of a secret of many lines are too likely to be something else. */
    private static final int SHORTEST_LINE = 12;

    private static final Pattern LINE_END = Pattern.compile("\\r\\n|\\n|\\r");
    private static final Pattern ESCAPE = Pattern.compile("%[0-9A-F]{2}");
    private static final String ARMOUR = "-----";

    private SecretForms() {}

    static Set<String> of(String secret) {
        Set<String> plain = new LinkedHashSet<>();
        plain.add(secret);
        List<String> lines = LINE_END.splitAsStream(secret).toList();
        if (lines.size() > 1) {
            for (String lineEnd : List.of("\n", "\r\n", "\\n", "\\r\\n")) {
                plain.add(String.join(lineEnd, lines));
            }
            lines.stream()
                    .map(String::strip)
                    .filter(line -> line.length() >= SHORTEST_LINE && !line.startsWith(ARMOUR))
                    .forEach(plain::add);
        }
        plain.add(jsonEscaped(secret));
        Set<String> forms = new LinkedHashSet<>(plain);
        plain.forEach(form -> addEncoded(form, forms));
        return forms;
    }

    private static String jsonEscaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\r", "\\r")
                .replace("\n", "\\n")
                .replace("\t", "\\t");
    }

    /** As forms encode it, as RFC 3986 does, and as JavaScript's encodeURIComponent does; with large and small digits. */
    private static void addEncoded(String text, Set<String> forms) {
        String form = URLEncoder.encode(text, StandardCharsets.UTF_8);
        String strict = form.replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
        String lenient = strict.replace("%21", "!")
                .replace("%27", "'")
                .replace("%28", "(")
                .replace("%29", ")")
                .replace("%2A", "*");
        for (String encoded : List.of(form, strict, lenient)) {
            forms.add(encoded);
            forms.add(ESCAPE.matcher(encoded).replaceAll(match -> match.group().toLowerCase(Locale.ROOT)));
        }
    }
}
