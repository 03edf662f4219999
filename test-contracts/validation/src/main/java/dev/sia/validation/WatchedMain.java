package dev.sia.validation;

import java.util.Arrays;
import java.util.List;

/** Runs a program that a test starts in a process of its own, looks on there, too, and prints what it finds. */
public final class WatchedMain {
    static final String MARK = "NOT AS THE CONTRACTS SAY: ";

    private static volatile boolean running;

    private WatchedMain() {}

    static boolean isRunning() {
        return running;
    }

    /** @param arguments name of the program's class, and what it is to get */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        running = true;
        JettyHooks.install();
        Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object)
                Arrays.copyOfRange(arguments, 1, arguments.length));
    }

    /** Fails the present test for what such a process has printed. */
    public static void takeOver(String output) {
        List<String> found =
                output.lines().filter(line -> line.startsWith(MARK)).distinct().toList();
        found.forEach(line -> Watch.FINDINGS.add("in a process of its own: " + line.substring(MARK.length())));
    }
}
