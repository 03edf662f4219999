package dev.sia.server;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What {@code sia server measure} is asked for.
 *
 * @param time how long each figure is measured
 */
record MeasureOptions(boolean help, boolean json, boolean database, boolean temporal, Duration time) {
    static final String HELP = """
            Usage: sia server measure [-o table|json] [--only database|temporal] [--for TIME] [--help]

            Measures what the database and the Temporal that a server with these settings would use can do on this
            machine. No server may run on the data directory meanwhile. Nothing stays behind: the database is measured
            in a schema that is dropped (sia_measure), Temporal with workflows that do nothing.

              -o table|json              text for people, or one JSON object with seconds, postgresVersion, fsync,
                                         connections, insertCommitsPerSecond, keySelectsPerSecond, copyRowsPerSecond, temporal
                                         (in-process or external) and emptyWorkflowsPerSecond [table]
              --only database|temporal   only one of them [both]
              --for TIME                 how long each figure is measured, 1s to 5m [5s]

            Settings are those of 'sia server --help'.

            Ends with 0, 1 when it cannot measure, 2 when a setting or an option is wrong.
            """;

    private static final Setting.Parser<Duration> TIME = Parsers.duration(Duration.ofSeconds(1), Duration.ofMinutes(5));
    private static final MeasureOptions DEFAULT = new MeasureOptions(false, false, true, true, Duration.ofSeconds(5));

    /** @throws ConfigException with what is wrong */
    static MeasureOptions parse(List<String> arguments) {
        MeasureOptions options = DEFAULT;
        for (int i = 0; i < arguments.size(); i++) {
            String name = arguments.get(i);
            if (name.equals("--help") || name.equals("-h")) {
                options = new MeasureOptions(true, options.json, options.database, options.temporal, options.time);
            } else if (Set.of("-o", "--output", "--only", "--for").contains(name) && i + 1 < arguments.size()) {
                options = options.with(name, arguments.get(++i));
            } else {
                throw wrong("'" + name + "' is no option of sia server measure, or lacks its value; see --help");
            }
        }
        return options;
    }

    private MeasureOptions with(String name, String value) {
        return switch (name) {
            case "--only" ->
                new MeasureOptions(
                        help,
                        json,
                        oneOf(name, value, "database", "temporal").equals("database"),
                        value.equals("temporal"),
                        time);
            case "--for" -> new MeasureOptions(help, json, database, temporal, time(value));
            default ->
                new MeasureOptions(help, oneOf(name, value, "table", "json").equals("json"), database, temporal, time);
        };
    }

    private static String oneOf(String name, String value, String first, String second) {
        if (!value.equals(first) && !value.equals(second)) {
            throw wrong(name + ": must be " + first + " or " + second);
        }
        return value;
    }

    private static Duration time(String value) {
        try {
            return TIME.parse(value);
        } catch (IllegalArgumentException mistake) {
            throw wrong("--for: " + mistake.getMessage());
        }
    }

    private static ConfigException wrong(String sentence) {
        return new ConfigException(List.of(sentence));
    }
}
