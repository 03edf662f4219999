package dev.sia.cli;

import dev.sia.cli.output.Terminal;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a command sees of the outside world.
 *
 * @param environment the environment variables
 * @param in standard input
 * @param out standard output, for results
 * @param err standard error, for everything else
 * @param terminal what standard output is connected to
 */
public record Surroundings(
        Map<String, String> environment, InputStream in, PrintWriter out, PrintWriter err, Terminal terminal) {

    /** An environment variable that is set to something. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    /** The user's home directory. */
    public Path home() {
        return Path.of(variable("HOME").orElseGet(() -> System.getProperty("user.home")));
    }

    /** A directory of the XDG base directory specification: the variable's, or one below home. */
    public Path xdg(String variable, String belowHome) {
        return variable(variable).map(Path::of).filter(Path::isAbsolute).orElseGet(() -> home().resolve(belowHome));
    }

    /** Where the development server keeps its data unless told otherwise. */
    public Path serverData() {
        return variable("SIA_DATA_DIR")
                .map(Path::of)
                .orElseGet(() -> xdg("XDG_DATA_HOME", ".local/share").resolve("sia"));
    }

    /** Says something to the person that is no result. */
    public void say(String sentence) {
        err.println("sia: " + sentence);
        err.flush();
    }
}
