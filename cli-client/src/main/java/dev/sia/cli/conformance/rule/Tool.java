package dev.sia.cli.conformance.rule;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a job asks the agent to run: a shell script that prints numbered lines, and then goes on until it is released, or until the
 * kit has removed its directory, but not for ever, should nobody do either.
 */
final class Tool {
    static final String FILE = "conformance.txt";
    private static final int LONGEST_TENTHS = 1800;

    private final Path script;
    private final Path started;
    private final Path released;
    private final int lines;

    private Tool(Path directory, String name, int lines) {
        this.script = directory.resolve(name + ".sh");
        this.started = directory.resolve(name + ".started");
        this.released = directory.resolve(name + ".released");
        this.lines = lines;
    }

    /** What a tool does besides printing lines. */
    enum Manner {
        /** Ends at once. */
        BRIEF(""),
        /** Waits. */
        WAITING(":"),
        /** Goes on printing, ten lines a second. */
        TALKING("echo \"still here $n\""),
        /** Waits and does not mind SIGTERM. It does not print either, or the end of a pipe might be what stops it. */
        STUBBORN(":");

        private final String meanwhile;

        Manner(String meanwhile) {
            this.meanwhile = meanwhile;
        }
    }

    static Tool write(Path directory, String name, int lines, Manner manner) throws IOException {
        Tool tool = new Tool(directory, name, lines);
        Files.writeString(tool.script, tool.text(manner));
        if (manner == Manner.BRIEF) {
            tool.release();
        }
        return tool;
    }

    private String text(Manner manner) {
        String trap = manner == Manner.STUBBORN ? "trap '' TERM\n" : "";
        return trap
                + """
                echo $$ >> '%s'
                i=0
                while [ $i -lt %d ]; do i=$((i+1)); echo "conformance line $i"; done
                printf '%%0500d\\n' 0
                n=0
                while [ -e '%s' ] && [ ! -e '%s' ] && [ $n -lt %d ]; do n=$((n+1)); sleep 0.1; %s
                done
                i=0
                while [ $i -lt %d ]; do i=$((i+1)); echo "conformance end $i"; done
                echo done > %s
                """.formatted(
                                started,
                                lines,
                                script,
                                released,
                                LONGEST_TENTHS,
                                manner == Manner.BRIEF ? ":" : manner.meanwhile,
                                lines,
                                FILE);
    }

    /** The line for the shell. */
    String prompt() {
        return "sh '" + script + "'";
    }

    /** Lets it come to its end. */
    void release() throws IOException {
        if (!Files.exists(released)) {
            Files.createFile(released);
        }
    }

    /** The processes that ran it. */
    List<Long> processes() throws IOException {
        return Files.exists(started)
                ? Files.readAllLines(started).stream()
                        .map(String::strip)
                        .map(Long::valueOf)
                        .toList()
                : List.of();
    }

    /** Whether any of them still runs. */
    boolean isRunning() throws IOException {
        return processes().stream().anyMatch(Tool::runs);
    }

    /** A zombie does not: it has ended, only nobody has asked for its exit code. The first process of a container may never. */
    private static boolean runs(long pid) {
        if (!Files.isReadable(Path.of("/proc/self/stat"))) {
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
        }
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException gone) {
            return false;
        }
    }

    /** What is missing of its lines in a log that has to have all of them, in this order. */
    Optional<String> missing(List<String> log) {
        int at = 0;
        for (String part : List.of("line", "end")) {
            for (int i = 1; i <= lines; i++) {
                String wanted = "conformance " + part + ' ' + i;
                while (at < log.size() && !log.get(at).equals(wanted)) {
                    at++;
                }
                if (at == log.size()) {
                    return Optional.of(wanted);
                }
            }
        }
        return Optional.empty();
    }
}
