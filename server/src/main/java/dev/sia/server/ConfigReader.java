package dev.sia.server;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings and gathers mistakes instead of stopping at the first one. After a mistake a value is read as its
 * default, so that the mistakes after it are found as well.
 */
final class ConfigReader {
    private static final String PREFIX = "SIA_";
    private static final String TEST_PREFIX = "SIA_TEST_";
    /** Other programs of the project read these, or an agent sets them for the commands of a job. */
    private static final Set<String> OTHERS = Set.of(
            "SIA_LAUNCHER",
            "SIA_IMAGE",
            "SIA_HOME",
            "SIA_JAVA_HOME",
            "SIA_JAVA_OPTIONS",
            "SIA_URL",
            "SIA_TOKEN",
            "SIA_TOKEN_FILE",
            "SIA_CA_FILE",
            "SIA_GRPC_TARGET",
            "SIA_ENROLMENT_TOKEN",
            "SIA_PROFILE",
            "SIA_ORGANIZATION",
            "SIA_CLI_CONFIG",
            "SIA_CLI_CONFIG_DIR",
            "SIA_JOB_ID",
            "SIA_PROMPT",
            "SIA_ATTEMPT",
            "SIA_WORKSPACE",
            "SIA_BRANCH",
            "SIA_BASE_BRANCH",
            "SIA_REPOSITORY");

    private final Map<String, String> values = new HashMap<>();
    private final List<String> mistakes = new ArrayList<>();

    ConfigReader(Map<String, String> environment) {
        Map<String, String> file = properties(environment.get(Settings.CONFIG_FILE.name()));
        Set<String> known = Settings.ALL.stream().map(Setting::name).collect(Collectors.toSet());
        refuseUnknown(environment.keySet(), known);
        refuseUnknown(file.keySet(), known);
        values.putAll(file);
        environment.forEach((name, value) -> {
            if (known.contains(name)) {
                values.put(name, value);
            }
        });
    }

    private Map<String, String> properties(@Nullable String file) {
        if (file == null || file.isEmpty() || !Files.isReadable(Path.of(file))) {
            return Map.of();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file))) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException thrown) {
            mistake(Settings.CONFIG_FILE, "cannot be read: " + thrown.getMessage());
        }
        Map<String, String> result = new HashMap<>();
        for (String name : new TreeSet<>(properties.stringPropertyNames())) {
            if (name.startsWith(PREFIX)) {
                result.put(name, properties.getProperty(name));
            } else {
                mistake(Settings.CONFIG_FILE, "holds " + name + ", which is no setting");
            }
        }
        return result;
    }

    private void refuseUnknown(Set<String> names, Set<String> known) {
        for (String name : new TreeSet<>(names)) {
            boolean ours = name.startsWith(PREFIX) && !name.startsWith(TEST_PREFIX);
            if (ours && !known.contains(name) && !OTHERS.contains(name)) {
                mistakes.add(name + " is no setting"
                        + nearest(name, known)
                                .map(near -> "; did you mean " + near + "?")
                                .orElse(""));
            }
        }
    }

    private static Optional<String> nearest(String name, Set<String> known) {
        int tolerated = Math.max(2, name.length() / 4);
        return known.stream()
                .filter(candidate -> distance(name, candidate) <= tolerated)
                .min(Comparator.comparingInt((String candidate) -> distance(name, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Levenshtein distance. */
    private static int distance(String left, String right) {
        int[] previous = new int[right.length() + 1];
        for (int column = 0; column <= right.length(); column++) {
            previous[column] = column;
        }
        for (int row = 1; row <= left.length(); row++) {
            int[] current = new int[right.length() + 1];
            current[0] = row;
            for (int column = 1; column <= right.length(); column++) {
                int change = left.charAt(row - 1) == right.charAt(column - 1) ? 0 : 1;
                current[column] =
                        Math.min(previous[column - 1] + change, Math.min(previous[column], current[column - 1]) + 1);
            }
            previous = current;
        }
        return previous[right.length()];
    }

    <T> T read(Setting<T> setting) {
        String text = values.getOrDefault(setting.name(), "").strip();
        if (!text.isEmpty()) {
            try {
                return setting.parser().parse(text);
            } catch (IllegalArgumentException refused) {
                mistake(setting, reason(refused));
            }
        }
        return setting.parser().parse(setting.defaultText());
    }

    private static String reason(IllegalArgumentException refused) {
        String message = refused.getMessage();
        return message != null && message.startsWith("must ") ? message : "has a value of the wrong form";
    }

    boolean isSet(Setting<?> setting) {
        return !values.getOrDefault(setting.name(), "").isBlank();
    }

    /** A mistake that no single value shows. */
    void mistake(Setting<?> setting, String message) {
        mistakes.add(setting.name() + " " + message);
    }

    void require(boolean holds, Setting<?> setting, String message) {
        if (!holds) {
            mistake(setting, message);
        }
    }

    List<String> mistakes() {
        return mistakes;
    }
}
