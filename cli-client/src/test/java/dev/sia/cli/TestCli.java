package dev.sia.cli;

import dev.sia.cli.output.Terminal;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Runs commands in surroundings of their own: a home directory, no terminal, and no environment but what is set. */
public final class TestCli {
    private final Map<String, String> environment = new HashMap<>();
    private Terminal terminal = Terminal.NONE;
    private String input = "";

    public TestCli(Path home) {
        environment.put("HOME", home.toString());
    }

    /** What a command left. */
    public record Outcome(int code, String out, String err) {}

    public TestCli with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    public TestCli on(Terminal other) {
        terminal = other;
        return this;
    }

    public TestCli typing(String text) {
        input = text;
        return this;
    }

    public Outcome run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Surroundings surroundings = new Surroundings(
                Map.copyOf(environment),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintWriter(out),
                new PrintWriter(err),
                terminal);
        return new Outcome(Cli.run(surroundings, arguments), out.toString(), err.toString());
    }
}
