package dev.sia.cli;

import dev.sia.cli.output.Terminal;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Entry point of the {@code sia} command. */
public final class Main {
    private Main() {}

    /** Runs one command and exits with its code. */
    public static void main(String[] arguments) {
        Surroundings surroundings = new Surroundings(
                System.getenv(),
                System.in,
                new PrintWriter(System.out, false, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                Terminal.detect(System.getenv(), System.console()));
        System.exit(Cli.run(surroundings, arguments));
    }
}
